import COpenSSL

/// Whether Envoy could serve with a certificate and its key.
enum CertificateCheck {
  /// What is wrong: a PEM that does not parse, a key of another certificate, or one that Envoy's TLS library does not
  /// take. Nil when the pair is good.
  static func problem(chain: [UInt8], key: [UInt8]) -> String? {
    guard let certificate = parse(chain, { PEM_read_bio_X509($0, nil, noPassword, nil) }) else {
      return "tls.crt holds no certificate in PEM"
    }
    defer { X509_free(certificate) }
    if !isChain(chain) { return "tls.crt holds a certificate behind the first that cannot be read" }
    guard let privateKey = parse(key, { PEM_read_bio_PrivateKey($0, nil, noPassword, nil) }) else {
      return "tls.key holds no private key in PEM (one with a password cannot be used)"
    }
    defer { EVP_PKEY_free(privateKey) }
    let matches = X509_check_private_key(certificate, privateKey) == 1
    ERR_clear_error()
    return matches ? problem(with: privateKey) : "the key does not belong to the certificate"
  }

  /// OpenSSL would ask the terminal for a password and wait.
  private static let noPassword: @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 = {
    _, _, _, _ in -1
  }

  private static func isChain(_ bytes: [UInt8]) -> Bool {
    parse(bytes) { bio -> Bool? in
      while let certificate = PEM_read_bio_X509(bio, nil, noPassword, nil) { X509_free(certificate) }
      // The end of the file is "no start line"; anything else is a block that does not parse.
      let error = ERR_peek_last_error()
      return ERR_GET_REASON(error) == PEM_R_NO_START_LINE
    } ?? false
  }

  /// Envoy takes RSA of 2048 bits and more, and the curves P-256, P-384 and P-521.
  private static func problem(with key: OpaquePointer) -> String? {
    let bits = EVP_PKEY_get_bits(key)
    switch EVP_PKEY_get_base_id(key) {
    case EVP_PKEY_RSA: return bits >= 2048 ? nil : "Envoy takes RSA keys from 2048 bits on, this one has \(bits)"
    case EVP_PKEY_EC:
      var name = [CChar](repeating: 0, count: 64)
      var length = 0
      let isNamed = EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1
      let curve = String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return isNamed && ["prime256v1", "secp384r1", "secp521r1"].contains(curve) ? nil : "Envoy takes the curves P-256, P-384 and P-521"
    default: return "Envoy takes RSA and ECDSA keys"
    }
  }

  /// Whether the certificate's time is over at `now`, seconds since 1970.
  static func isExpired(chain: [UInt8], at now: Int) -> Bool {
    guard let certificate = parse(chain, { PEM_read_bio_X509($0, nil, noPassword, nil) }) else { return false }
    defer { X509_free(certificate) }
    var time = now
    return X509_cmp_time(X509_get0_notAfter(certificate), &time) < 0
  }

  private static func parse<Value>(_ bytes: [UInt8], _ read: (OpaquePointer?) -> Value?) -> Value? {
    bytes.withUnsafeBytes { buffer in
      guard let bio = BIO_new_mem_buf(buffer.baseAddress, Int32(buffer.count)) else { return nil }
      defer {
        BIO_free(bio)
        ERR_clear_error()
      }
      return read(bio)
    }
  }
}

extension FactSecret {
  /// Why Envoy could not serve with it; nil when it can.
  package var problem: String? { CertificateCheck.problem(chain: certificateChain, key: privateKey) }
}
