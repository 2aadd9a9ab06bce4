import EnvoyAPI
import Foundation

/// What a fleet's proxy starts with: where its configuration comes from and where its counts go. All else comes by xDS.
package struct ProxyBootstrap: Sendable, Hashable {
  /// The proxy's name.
  package var node: String
  /// The fleet's name.
  package var fleet: String
  /// Where the configuration comes from.
  package var server: Server
  /// The Unix socket of Envoy's admin interface; never TCP.
  package var adminSocket: String

  /// Where a proxy's configuration comes from, and what it proves there who it is with.
  package enum Server: Sendable, Hashable {
    /// The proxy's own Unix socket: the socket is its identity.
    case socket(String)
    /// An operator in the cluster: by mutual TLS, with `tls.crt`, `tls.key` and `ca.crt` of a folder that is watched. `name` is what
    /// the operator's certificate is for.
    case operation(host: String, port: Int, name: String, folder: String)
  }

  /// Makes a bootstrap.
  package init(node: String, fleet: String, server: Server, adminSocket: String) {
    self.node = node
    self.fleet = fleet
    self.server = server
    self.adminSocket = adminSocket
  }

  /// The bootstrap as Envoy reads it.
  ///
  /// - Throws: What the JSON encoder throws, which for this document is a defect.
  package func json() throws -> String {
    let document: [String: Any] = [
      "node": ["id": node, "cluster": fleet],
      "admin": ["address": ["pipe": ["path": adminSocket]]],
      "layered_runtime": BootstrapRuntime.layers,
      "dynamic_resources": dynamicResources,
      "static_resources": ["clusters": [daemon]],
      "stats_flush_interval": "1s",
      "stats_config": ["stats_matcher": ["inclusion_list": ["patterns": Self.counters.map { ["safe_regex": ["regex": $0]] }]]],
      "stats_sinks": [sink],
    ]
    let bytes = try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The counters that are kept and pushed: every other one costs memory and time for nothing.
  private static let counters = [
    "\(RouteCountNames.scope)\\..*", "http\\.in\\.(no_route|no_cluster|downstream_rq_(total|[1-5]xx))",
    "cluster_manager\\.(cds\\.update_rejected|warming_clusters)", "listener_manager\\.(lds\\.update_rejected|total_listeners_warming)",
    // How a drain sees that the clients are gone.
    "server\\.total_connections",
  ]

  private var stream: [String: Any] { ["ads": [String: Any](), "resource_api_version": "V3"] }

  private var dynamicResources: [String: Any] {
    [
      "ads_config": [
        "api_type": "DELTA_GRPC", "transport_api_version": "V3", "set_node_on_first_message_only": true,
        "grpc_services": [
          [
            "envoy_grpc": [
              "cluster_name": "nuncio",
              // A daemon that comes back is found again within seconds, by default it takes up to thirty.
              "retry_policy": ["retry_back_off": ["base_interval": "0.25s", "max_interval": "5s"]],
            ]
          ]
        ],
      ] as [String: Any],
      "cds_config": stream, "lds_config": stream,
    ]
  }

  private var daemon: [String: Any] {
    let http2: [String: Any] = [
      "connection_keepalive": ["interval": "5s", "timeout": "10s"],
      // As much as is on its way at once, the daemon keeps a buffer for, as long as the connection is there.
      "initial_stream_window_size": 65_536, "initial_connection_window_size": 65_536,
    ]
    var cluster: [String: Any] = [
      "name": "nuncio", "type": "STATIC", "connect_timeout": "2s",
      "typed_extension_protocol_options": [
        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": [
          "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
          "explicit_http_config": ["http2_protocol_options": http2],
        ] as [String: Any]
      ],
    ]
    let address: [String: Any]
    switch server {
    case .socket(let path): address = ["pipe": ["path": path]]
    case .operation(let host, let port, let name, let folder):
      address = ["socket_address": ["address": host, "port_value": port]]
      cluster["type"] = "STRICT_DNS"
      cluster["transport_socket"] = Self.mutualTLS(name: name, folder: folder)
    }
    cluster["load_assignment"] =
      ["cluster_name": "nuncio", "endpoints": [["lb_endpoints": [["endpoint": ["address": address]]]]]] as [String: Any]
    return cluster
  }

  /// Files that are exchanged while it runs: Envoy looks at the folder.
  private static func mutualTLS(name: String, folder: String) -> [String: Any] {
    func secret(_ file: String) -> [String: Any] {
      [
        "name": file,
        "sds_config": ["path_config_source": ["path": "\(folder)/\(file).json", "watched_directory": ["path": folder]]] as [String: Any],
      ]
    }
    return [
      "name": "envoy.transport_sockets.tls",
      "typed_config": [
        "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", "sni": name,
        "common_tls_context": [
          "tls_certificate_sds_secret_configs": [secret("identity")],
          "combined_validation_context": [
            "default_validation_context": [
              "match_typed_subject_alt_names": [["san_type": "DNS", "matcher": ["exact": name]] as [String: Any]]
            ],
            "validation_context_sds_secret_config": secret("trust"),
          ] as [String: Any],
        ] as [String: Any],
      ] as [String: Any],
    ]
  }

  /// The two files, by name, that tell Envoy where certificate, key and trust lie in a folder.
  package static func secretFiles(folder: String) throws -> [String: String] {
    let type = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret"
    func file(_ resource: [String: Any]) throws -> String {
      let bytes = try JSONSerialization.data(withJSONObject: ["resources": [resource]], options: [.sortedKeys, .withoutEscapingSlashes])
      return String(decoding: bytes, as: UTF8.self)
    }
    let certificate: [String: Any] = [
      "certificate_chain": ["filename": "\(folder)/tls.crt"], "private_key": ["filename": "\(folder)/tls.key"],
      "watched_directory": ["path": folder],
    ]
    let trust: [String: Any] = ["trusted_ca": ["filename": "\(folder)/ca.crt"], "watched_directory": ["path": folder]]
    return [
      "identity.json": try file(["@type": type, "name": "identity", "tls_certificate": certificate]),
      "trust.json": try file(["@type": type, "name": "trust", "validation_context": trust]),
    ]
  }

  private var sink: [String: Any] {
    [
      "name": "envoy.stat_sinks.metrics_service",
      "typed_config": [
        "@type": "type.googleapis.com/envoy.config.metrics.v3.MetricsServiceConfig", "transport_api_version": "V3",
        "report_counters_as_deltas": false, "emit_tags_as_labels": true, "histogram_emit_mode": "SUMMARY",
        "grpc_service": ["envoy_grpc": ["cluster_name": "nuncio"]],
      ] as [String: Any],
    ]
  }
}
