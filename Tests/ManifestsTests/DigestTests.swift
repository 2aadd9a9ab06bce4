import Manifests
import Testing

@Suite("SHA-256")
struct DigestTests {
  @Test(
    "the vectors of FIPS 180",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
  func vectors(text: String, digest: String) {
    #expect(SHA256Digest.hex(Array(text.utf8)) == digest)
    #expect(SHA256Digest.hex(prefix: 4, of: Array(text.utf8)) == digest.prefix(8))
  }
}
