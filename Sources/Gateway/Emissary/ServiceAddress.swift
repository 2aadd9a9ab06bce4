extension Emissary {
  /// A `service:` text, `[scheme://]host[:port]`.
  struct ServiceAddress: Hashable {
    /// Why a text cannot be an address.
    struct Fault: Error {
      let message: String
      var isForbidden = false
    }

    /// The name that DNS is asked for, or an address.
    let host: String
    let port: Int
    let isTLS: Bool
    /// The name and namespace of a Service that the text may mean; none for addresses and longer names.
    let service: (name: String, namespace: String)?

    static func == (left: Self, right: Self) -> Bool {
      left.host == right.host && left.port == right.port && left.isTLS == right.isTLS
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(host)
      hasher.combine(port)
    }

    /// `host:port`.
    var display: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Reads a text; `namespace` is the Mapping's.
    init(_ text: String, namespace: String) throws(Fault) {
      var rest = text[...]
      var scheme = "http"
      if let mark = text.range(of: "://") {
        scheme = text[..<mark.lowerBound].lowercased()
        rest = text[mark.upperBound...]
      }
      guard ["http", "https"].contains(scheme) else {
        throw Fault(message: "service \"\(text)\": the scheme is http or https, not \(scheme)")
      }
      guard let parts = Self.split(String(rest)) else {
        throw Fault(message: "service \"\(text)\" is not [scheme://]host[:port]")
      }
      isTLS = scheme == "https"
      port = parts.port ?? (isTLS ? 443 : 80)
      if let words = Self.refusal(of: parts.host) { throw Fault(message: "service \"\(text)\": \(words)", isForbidden: true) }
      let labels = parts.host.split(separator: ".", omittingEmptySubsequences: false)
      let isAddress = parts.host.contains(":") || labels.allSatisfy { UInt8($0) != nil }
      if labels.count == 1, !isAddress, parts.host != "localhost", namespace != "default" {
        host = "\(parts.host).\(namespace)"
      } else {
        host = parts.host
      }
      let isService =
        !isAddress && parts.host != "localhost"
        && (labels.count <= 2 || (labels.count >= 3 && labels[2] == "svc"))
      service = isService ? (String(labels[0]), labels.count > 1 ? String(labels[1]) : namespace) : nil
    }

    /// Host and port of `host[:port]`; nil when it is neither.
    static func split(_ text: String) -> (host: String, port: Int?)? {
      var host = text[...]
      var port: Int?
      if text.hasPrefix("[") {
        guard let end = text.firstIndex(of: "]") else { return nil }
        let tail = text[text.index(after: end)...]
        if !tail.isEmpty {
          guard tail.first == ":", let number = Int(tail.dropFirst()) else { return nil }
          port = number
        }
        host = text[text.index(after: text.startIndex)..<end]
        guard ForbiddenAddress.isIPv6(String(host)) else { return nil }
      } else {
        if let colon = text.lastIndex(of: ":") {
          guard let number = Int(text[text.index(after: colon)...]) else { return nil }
          port = number
          host = text[..<colon]
        }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
          !label.isEmpty && label.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95 }
        }
        guard isName, host.count <= 253 else { return nil }
      }
      if let port, !(1...65535).contains(port) { return nil }
      return (String(host), port)
    }

    /// Link-local addresses lead to the machine's own metadata services.
    private static func refusal(of host: String) -> String? {
      ForbiddenAddress.contains(host) ? "link-local addresses and metadata services cannot be upstreams" : nil
    }
  }
}

extension String {
  /// The first place of a text; the standard library has it for collections of equal elements only.
  fileprivate func range(of text: String) -> Range<String.Index>? { ranges(of: text).first }
}
