import ChildProcess
import Foundation

/// A signature of OpenPGP, which `gpgv` checks against a file with public keys.
struct OpenPGPSignature: Sendable {
  static let begin = "-----BEGIN PGP SIGNATURE-----"
  private static let deadline = Duration.seconds(20)

  /// The check itself did not work: nothing is known of the signature.
  struct CheckFailure: Error {
    let reason: String
  }

  let armoured: [UInt8]

  /// Runs `gpgv`.
  ///
  /// - Parameter keyring: Public keys as `gpg --export` writes them, in armour or not.
  /// - Throws: `CheckFailure` when gpgv is not there, hangs, or says nothing.
  func verdict(on payload: [UInt8], keyring: [UInt8]) async throws(CheckFailure) -> SignatureVerdict {
    let folder: String
    do { folder = try Self.makeFolder(["signature": armoured, "keyring": try Self.withoutArmour(keyring)]) } catch {
      throw (error as? CheckFailure) ?? CheckFailure(reason: error.localizedDescription)
    }
    // A folder for one check: what stays behind after a crash is public.
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let command = [
      "gpgv", "--homedir", folder, "--status-fd", "1", "--weak-digest", "SHA1", "--keyring", folder + "/keyring", folder + "/signature",
      "-",
    ]
    let environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "LC_ALL": "C"]
    let outcome: BoundedProcess.Outcome
    do {
      outcome = try await BoundedProcess(command: command, environment: environment, input: payload, deadline: Self.deadline).run()
    } catch {
      throw CheckFailure(reason: "gpgv cannot be run: \(error.reason). Install the package gpgv")
    }
    if outcome.isTimedOut { throw CheckFailure(reason: "gpgv took longer than \(Self.deadline.components.seconds) s") }
    let status = GPGStatus(String(decoding: outcome.output, as: UTF8.self))
    guard let verdict = status.verdict(hasSucceeded: outcome.status == 0) else {
      throw CheckFailure(reason: "gpgv said nothing that is understood, and left with status \(outcome.status ?? -1)")
    }
    return verdict
  }

  private static func makeFolder(_ files: [String: [UInt8]]) throws -> String {
    let folder = NSTemporaryDirectory() + "nuncio-gpgv-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for (name, bytes) in files { try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
    return folder
  }

  /// gpgv takes keys only in their binary form (RFC 4880, section 6.2, says what armour is).
  static func withoutArmour(_ keyring: [UInt8]) throws(CheckFailure) -> [UInt8] {
    let begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
    guard let text = String(validating: keyring, as: UTF8.self), text.contains(begin) else { return keyring }
    var keys: [UInt8] = []
    var block: [Substring]?
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if line.hasPrefix(begin) {
        block = []
      } else if line.hasPrefix("-----END"), let lines = block {
        let body = lines.drop { $0.contains(": ") }.filter { !$0.hasPrefix("=") }.joined()
        guard let data = Data(base64Encoded: body, options: .ignoreUnknownCharacters), !data.isEmpty else {
          throw CheckFailure(reason: "keyring.gpg has armour that is damaged")
        }
        keys += data
        block = nil
      } else {
        block?.append(line)
      }
    }
    return keys
  }
}

/// What gpgv writes to its status descriptor: lines of `[GNUPG:] WORD ARGUMENTS` (GnuPG's doc/DETAILS).
struct GPGStatus: Sendable {
  private let lines: [(word: String, arguments: [String])]

  init(_ text: String) {
    lines = text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= 2, words[0] == "[GNUPG:]" else { return nil }
      return (words[1], Array(words.dropFirst(2)))
    }
  }

  /// Nil when it does not say what the signature is worth.
  func verdict(hasSucceeded: Bool) -> SignatureVerdict? {
    let results = ["GOODSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "BADSIG", "ERRSIG"]
    let found = lines.filter { results.contains($0.word) }
    guard let line = found.first else {
      return lines.contains { $0.word == "NODATA" || $0.word == "UNEXPECTED" }
        ? .unreadable(reason: "there is no OpenPGP signature in it") : nil
    }
    // Of two, one may be anybody's.
    guard found.count == 1 else { return .unreadable(reason: "it holds more than one signature") }
    let key = line.arguments.first ?? ""
    let signer = line.arguments.dropFirst().joined(separator: " ")
    switch line.word {
    case "GOODSIG":
      guard hasSucceeded, lines.contains(where: { $0.word == "VALIDSIG" }) else { return nil }
      return .verified(signer: Self.printable(signer))
    case "EXPSIG", "EXPKEYSIG": return .expiredKey(key: key, signer: Self.printable(signer))
    case "REVKEYSIG": return .revokedKey(key: key)
    case "BADSIG": return .badSignature(key: key)
    default:
      // The sixth argument is the reason: 9 is a key that is not there, 4 and 5 are algorithms.
      let fingerprint = line.arguments.count > 6 && line.arguments[6] != "-" ? line.arguments[6] : key
      switch line.arguments.count > 5 ? line.arguments[5] : "" {
      case "9": return .unknownKey(key: fingerprint)
      case "4": return .unsupported(reason: "gpgv does not know the key's algorithm")
      default: return .unsupported(reason: "gpgv does not take its algorithms; SHA-1 and MD5 are not safe")
      }
    }
  }

  private static func printable(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "?" : Character($0) }.prefix(200))
  }
}
