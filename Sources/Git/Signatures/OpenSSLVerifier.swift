import COpenSSL

/// The one file of this room that calls OpenSSL.
enum OpenSSLVerifier {
  enum Digest {
    case sha256, sha384, sha512

    fileprivate var pointer: OpaquePointer? {
      switch self {
      case .sha256: EVP_sha256()
      case .sha384: EVP_sha384()
      case .sha512: EVP_sha512()
      }
    }
  }

  static func hash(_ bytes: [UInt8], _ digest: Digest) -> [UInt8] {
    var (result, count): ([UInt8], UInt32) = (Array(repeating: 0, count: 64), 0)
    guard EVP_Digest(bytes, bytes.count, &result, &count, digest.pointer, nil) == 1 else { return [] }
    return Array(result.prefix(Int(count)))
  }

  /// Whether a key made a signature.
  ///
  /// - Parameters:
  ///   - key: A SubjectPublicKeyInfo (RFC 5280, section 4.1) in DER.
  ///   - signature: As OpenSSL has it: ECDSA in DER, RSA with PKCS #1 v1.5.
  ///   - digest: None for Ed25519.
  /// - Returns: Nil for a key that is none.
  static func verifies(_ message: [UInt8], signature: [UInt8], key: [UInt8], digest: Digest?) -> Bool? {
    // A failure leaves words on the thread's queue of errors, which is nobody else's.
    defer { ERR_clear_error() }
    let parsed = key.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      return d2i_PUBKEY(nil, &start, bytes.count)
    }
    guard let parsed else { return nil }
    defer { EVP_PKEY_free(parsed) }
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    guard EVP_DigestVerifyInit(context, nil, digest?.pointer, nil, parsed) == 1 else { return nil }
    return EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }
}
