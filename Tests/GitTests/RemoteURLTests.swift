import Git
import Testing

@Suite("URLs of repositories")
struct RemoteURLTests {
  @Test(
    "what is taken, and how it is shown",
    arguments: [
      ("https://example.com/a.git", "https://example.com/a.git"), ("HTTPS://example.com:8443/a@b.git", "https://example.com:8443/a@b.git"),
      ("ssh://git@example.com:2222/a.git", "ssh://example.com:2222/a.git"), ("ssh://git@[::1]:22/a", "ssh://[::1]:22/a"),
      ("git@example.com:team/a.git", "git@example.com:team/a.git"), ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"),
      ("file:///srv/a.git", "file:///srv/a.git"), ("/srv/a.git", "file:///srv/a.git"),
    ])
  func taken(_ text: String, shown: String) throws {
    #expect("\(try RemoteURL(text, allowingFile: true))" == shown)
  }

  @Test(
    "what is refused, and no secret with it",
    arguments: [
      "", "-oProxyCommand=x", "http://example.com/a.git", "https://u:secret@example.com/a", "https://secret@example.com/a",
      "https://u:secret/x@example.com/a", "https://example.com/a?token=secret", "ssh://u:secret@example.com/a", "u:secret@example.com:a",
      "ftp://u:secret@x/y", "ssh://-x/y", "ssh://git@-x/y", "https:///a", "https://example.com:x/a", "ssh://git@example.com/a\nb",
    ])
  func refused(_ text: String) {
    #expect { try RemoteURL(text, allowingFile: true) } throws: {
      !"\($0)".contains("secret") && "\($0)".contains("is not a repository's URL")
    }
  }

  @Test("folders and file:// are for the command line only", arguments: ["file:///srv/a.git", "/srv/a.git", "./a"])
  func local(_ text: String) {
    #expect(throws: GitError.self) { try RemoteURL(text, allowingFile: false) }
  }
}
