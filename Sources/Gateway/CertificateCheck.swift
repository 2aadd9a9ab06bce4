import COpenSSL

/// Whether Envoy could serve with a certificate and its key.
enum CertificateCheck {
  /// What is wrong: a PEM that does not parse, or a key of another certificate. Nil when the pair is good.
  static func problem(chain: [UInt8], key: [UInt8]) -> String? {
    guard let certificate = parse(chain, { PEM_read_bio_X509($0, nil, nil, nil) }) else { return "tls.crt holds no certificate in PEM" }
    defer { X509_free(certificate) }
    guard let privateKey = parse(key, { PEM_read_bio_PrivateKey($0, nil, nil, nil) }) else { return "tls.key holds no private key in PEM" }
    defer { EVP_PKEY_free(privateKey) }
    let matches = X509_check_private_key(certificate, privateKey) == 1
    ERR_clear_error()
    return matches ? nil : "the key does not belong to the certificate"
  }

  /// Whether the certificate's time is over at `now`, seconds since 1970.
  static func isExpired(chain: [UInt8], at now: Int) -> Bool {
    guard let certificate = parse(chain, { PEM_read_bio_X509($0, nil, nil, nil) }) else { return false }
    defer { X509_free(certificate) }
    var time = now
    return X509_cmp_time(X509_get0_notAfter(certificate), &time) < 0
  }

  private static func parse(_ bytes: [UInt8], _ read: (OpaquePointer?) -> OpaquePointer?) -> OpaquePointer? {
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
