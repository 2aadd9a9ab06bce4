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

    /// Stands for an address that could not be read, in an object that is left out.
    static let unknown = ServiceAddress()

    private init() { (host, port, isTLS) = ("", 0, false) }

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
      host = Self.qualified(parts.host, in: namespace)
    }

    /// A name of one label stands for a Service of the Mapping's own namespace.
    static func qualified(_ host: String, in namespace: String) -> String {
      let isShort = !host.contains(".") && !host.contains(":") && host != "localhost"
      return isShort && namespace != "default" ? "\(host).\(namespace)" : host
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
        // A dot at the end says that the name is complete.
        let labels = (host.hasSuffix(".") ? host.dropLast() : host).split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
          !label.isEmpty && label.count <= 63 && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45 || $0 == 95 }
        }
        guard isName, host.count <= 253 else { return nil }
        // What ends in a number is an address in some old spelling, or none at all.
        let last = labels.last ?? ""
        let isNumber = last.allSatisfy(\.isNumber) || last.lowercased().hasPrefix("0x")
        guard !isNumber || ForbiddenAddress.isAddress(String(host)) else { return nil }
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
