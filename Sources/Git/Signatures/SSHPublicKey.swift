import Foundation

/// A public key of SSH, in its binary form.
struct SSHPublicKey: Hashable, Sendable {
  /// The whole of it, which identifies it.
  let blob: [UInt8]
  /// Such as `ssh-ed25519`.
  let type: String

  /// Takes the binary form; nil for what is none.
  init?(_ blob: [UInt8]) {
    var reader = SSHReader(blob)
    guard let type = reader.text(), !type.isEmpty, !reader.isAtEnd else { return nil }
    self.blob = blob
    self.type = type
  }

  /// As `ssh-keygen -l` shows it.
  var fingerprint: String {
    "SHA256:" + String(Data(OpenSSLVerifier.hash(blob, .sha256)).base64EncodedString().prefix { $0 != "=" })
  }

  /// Whether it is a certificate, which needs an authority.
  var isCertificate: Bool { type.hasSuffix("-cert-v01@openssh.com") }

  /// What can be checked of a signature with it.
  enum Check {
    case good, bad
    case unsupported(String)
    case unreadable(String)
  }

  /// - Parameters:
  ///   - signature: A signature in the binary form of SSH: its type, then its bytes.
  func check(_ signature: [UInt8], of message: [UInt8]) -> Check {
    var reader = SSHReader(signature)
    guard let algorithm = reader.text(), let bytes = reader.string() else { return .unreadable("the signature is cut short") }
    var key = SSHReader(blob)
    _ = key.text()
    switch type {
    case "ssh-ed25519":
      guard algorithm == type else { return mismatch(algorithm) }
      return ed25519(&key, bytes, message)
    case "sk-ssh-ed25519@openssh.com":
      guard algorithm == type else { return mismatch(algorithm) }
      guard let point = key.string(), let signed = Self.tokenMessage(&key, &reader, message) else {
        return .unreadable("the key is cut short")
      }
      var inner = SSHReader(point.asSSHString)
      return ed25519(&inner, bytes, signed)
    case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521":
      guard algorithm == type else { return mismatch(algorithm) }
      return ecdsa(&key, bytes, message)
    case "sk-ecdsa-sha2-nistp256@openssh.com":
      guard algorithm == type else { return mismatch(algorithm) }
      guard let curve = key.string(), let point = key.string(), let signed = Self.tokenMessage(&key, &reader, message) else {
        return .unreadable("the key is cut short")
      }
      var inner = SSHReader(curve.asSSHString + point.asSSHString)
      return ecdsa(&inner, bytes, signed)
    case "ssh-rsa": return rsa(&key, algorithm, bytes, message)
    default: return .unsupported("keys of type \(type.debugDescription) are not known here")
    }
  }

  private func mismatch(_ algorithm: String) -> Check {
    .unsupported("a \(type) key does not sign with \(algorithm.debugDescription)")
  }

  private func result(_ verifies: Bool?) -> Check {
    switch verifies {
    case true?: .good
    case false?: .bad
    case nil: .unreadable("the key is none")
    }
  }

  private func ed25519(_ key: inout SSHReader, _ signature: [UInt8], _ message: [UInt8]) -> Check {
    guard let point = key.string(), point.count == 32, signature.count == 64 else { return .unreadable("its size is wrong") }
    let info = DER.sequence(DER.sequence(DER.identifier([0x2b, 0x65, 0x70])), DER.bits(point))
    return result(OpenSSLVerifier.verifies(message, signature: signature, key: info, digest: nil))
  }

  /// RFC 5656, section 3.1: the digest follows from the curve.
  private func ecdsa(_ key: inout SSHReader, _ signature: [UInt8], _ message: [UInt8]) -> Check {
    let curves: [String: (identifier: [UInt8], digest: OpenSSLVerifier.Digest)] = [
      "nistp256": ([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], .sha256),
      "nistp384": ([0x2b, 0x81, 0x04, 0x00, 0x22], .sha384),
      "nistp521": ([0x2b, 0x81, 0x04, 0x00, 0x23], .sha512),
    ]
    var pair = SSHReader(signature)
    guard let name = key.text(), type.contains(name), let curve = curves[name], let point = key.string(), let r = pair.string(),
      let s = pair.string()
    else { return .unreadable("the key or the signature is cut short") }
    let ellipticCurve: [UInt8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]
    let info = DER.sequence(DER.sequence(DER.identifier(ellipticCurve), DER.identifier(curve.identifier)), DER.bits(point))
    let encoded = DER.sequence(DER.number(r), DER.number(s))
    return result(OpenSSLVerifier.verifies(message, signature: encoded, key: info, digest: curve.digest))
  }

  /// RFC 8332: never with SHA-1.
  private func rsa(_ key: inout SSHReader, _ algorithm: String, _ signature: [UInt8], _ message: [UInt8]) -> Check {
    let digests: [String: OpenSSLVerifier.Digest] = ["rsa-sha2-256": .sha256, "rsa-sha2-512": .sha512]
    guard let digest = digests[algorithm] else { return .unsupported("\(algorithm.debugDescription) is not safe: sign with rsa-sha2-512") }
    guard let exponent = key.string(), let modulus = key.string() else { return .unreadable("the key is cut short") }
    let bits = modulus.drop { $0 == 0 }.count * 8
    guard bits >= 2048, bits <= 16384 else { return .unsupported("an RSA key of \(bits) bits; 2048 to 16384 are taken") }
    let rsaEncryption: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01]
    let info = DER.sequence(
      DER.sequence(DER.identifier(rsaEncryption), DER.null), DER.bits(DER.sequence(DER.number(modulus), DER.number(exponent))))
    return result(OpenSSLVerifier.verifies(message, signature: signature, key: info, digest: digest))
  }

  /// What a hardware token signs (OpenSSH's PROTOCOL.u2f): hashes of the application and of the message, with flags and a
  /// counter in between, which follow the signature.
  private static func tokenMessage(_ key: inout SSHReader, _ signature: inout SSHReader, _ message: [UInt8]) -> [UInt8]? {
    guard let application = key.string(), let state = signature.bytes(5) else { return nil }
    return OpenSSLVerifier.hash(application, .sha256) + state + OpenSSLVerifier.hash(message, .sha256)
  }
}
