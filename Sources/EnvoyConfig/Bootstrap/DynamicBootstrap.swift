import EnvoyAPI
import Foundation

/// What a fleet's proxy starts with: where its configuration comes from and where its counts go. All else comes by xDS.
package struct ProxyBootstrap: Sendable, Hashable {
  /// The proxy's name.
  package var node: String
  /// The fleet's name.
  package var fleet: String
  /// The Unix socket of the proxy's own configuration stream: the socket is its identity.
  package var xdsSocket: String
  /// The Unix socket of Envoy's admin interface; never TCP.
  package var adminSocket: String

  /// Makes a bootstrap.
  package init(node: String, fleet: String, xdsSocket: String, adminSocket: String) {
    self.node = node
    self.fleet = fleet
    self.xdsSocket = xdsSocket
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
    let http2 = ["connection_keepalive": ["interval": "5s", "timeout": "10s"]]
    return [
      "name": "nuncio", "type": "STATIC", "connect_timeout": "2s",
      "load_assignment": [
        "cluster_name": "nuncio", "endpoints": [["lb_endpoints": [["endpoint": ["address": ["pipe": ["path": xdsSocket]]]]]]],
      ] as [String: Any],
      "typed_extension_protocol_options": [
        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": [
          "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
          "explicit_http_config": ["http2_protocol_options": http2],
        ] as [String: Any]
      ],
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
