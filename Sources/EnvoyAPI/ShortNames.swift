// Envoy's long names, shortened once.

/// `Envoy_Config_Core_V3_Node`.
public typealias EnvoyNode = Envoy_Config_Core_V3_Node
/// `Envoy_Config_Core_V3_Address`.
public typealias EnvoyAddress = Envoy_Config_Core_V3_Address
/// `Envoy_Config_Core_V3_ConfigSource`.
public typealias EnvoyConfigSource = Envoy_Config_Core_V3_ConfigSource
/// `Envoy_Config_Core_V3_HeaderValueOption`.
public typealias EnvoyHeaderValueOption = Envoy_Config_Core_V3_HeaderValueOption
/// `Envoy_Config_Cluster_V3_Cluster`.
public typealias EnvoyCluster = Envoy_Config_Cluster_V3_Cluster
/// `Envoy_Config_Endpoint_V3_ClusterLoadAssignment`.
public typealias EnvoyLoadAssignment = Envoy_Config_Endpoint_V3_ClusterLoadAssignment
/// `Envoy_Config_Listener_V3_Listener`.
public typealias EnvoyListener = Envoy_Config_Listener_V3_Listener
/// `Envoy_Config_Listener_V3_FilterChain`.
public typealias EnvoyFilterChain = Envoy_Config_Listener_V3_FilterChain
/// `Envoy_Config_Route_V3_RouteConfiguration`.
public typealias EnvoyRouteConfiguration = Envoy_Config_Route_V3_RouteConfiguration
/// `Envoy_Config_Route_V3_VirtualHost`.
public typealias EnvoyVirtualHost = Envoy_Config_Route_V3_VirtualHost
/// `Envoy_Config_Route_V3_Route`.
public typealias EnvoyRoute = Envoy_Config_Route_V3_Route
/// `Envoy_Config_Route_V3_RouteMatch`.
public typealias EnvoyRouteMatch = Envoy_Config_Route_V3_RouteMatch
/// `Envoy_Config_Route_V3_HeaderMatcher`.
public typealias EnvoyHeaderMatcher = Envoy_Config_Route_V3_HeaderMatcher
/// `Envoy_Type_Matcher_V3_StringMatcher`.
public typealias EnvoyStringMatcher = Envoy_Type_Matcher_V3_StringMatcher
/// `Envoy_Extensions_Filters_Network_HttpConnectionManager_V3_HttpConnectionManager`.
public typealias EnvoyConnectionManager = Envoy_Extensions_Filters_Network_HttpConnectionManager_V3_HttpConnectionManager
/// `Envoy_Extensions_TransportSockets_Tls_V3_Secret`.
public typealias EnvoySecret = Envoy_Extensions_TransportSockets_Tls_V3_Secret
/// `Envoy_Extensions_TransportSockets_Tls_V3_DownstreamTlsContext`.
public typealias EnvoyDownstreamTLS = Envoy_Extensions_TransportSockets_Tls_V3_DownstreamTlsContext
/// `Envoy_Extensions_TransportSockets_Tls_V3_UpstreamTlsContext`.
public typealias EnvoyUpstreamTLS = Envoy_Extensions_TransportSockets_Tls_V3_UpstreamTlsContext
/// `Envoy_Config_Bootstrap_V3_Bootstrap`.
public typealias EnvoyBootstrap = Envoy_Config_Bootstrap_V3_Bootstrap
/// `Envoy_Extensions_AccessLoggers_Stats_V3_Config`.
public typealias StatsAccessLog = Envoy_Extensions_AccessLoggers_Stats_V3_Config
/// `Envoy_Service_Discovery_V3_Resource`.
public typealias DiscoveryResource = Envoy_Service_Discovery_V3_Resource
/// `Envoy_Service_Discovery_V3_DeltaDiscoveryRequest`.
public typealias DeltaDiscoveryRequest = Envoy_Service_Discovery_V3_DeltaDiscoveryRequest
/// `Envoy_Service_Discovery_V3_DeltaDiscoveryResponse`.
public typealias DeltaDiscoveryResponse = Envoy_Service_Discovery_V3_DeltaDiscoveryResponse
/// `Envoy_Service_Metrics_V3_StreamMetricsMessage`.
public typealias StreamMetricsMessage = Envoy_Service_Metrics_V3_StreamMetricsMessage
