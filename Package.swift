// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// CI sets NUNCIO_STRICT=1, which turns every warning of our own targets into an error.
let strict = ProcessInfo.processInfo.environment["NUNCIO_STRICT"] == "1"

let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (strict ? [.treatAllWarnings(as: .error)] : [])

/// Generated code imports publicly by default and is not ours to reword.
let generated: [SwiftSetting] = []

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let grpc: [Target.Dependency] = [
  .product(name: "GRPCCore", package: "grpc-swift-2"),
  .product(name: "GRPCNIOTransportHTTP2", package: "grpc-swift-nio-transport"),
]
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")

func target(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let package = Package(
  name: "nuncio",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "nuncio", targets: ["nuncio"]), .executable(name: "quickstart", targets: ["quickstart"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.24.0"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // Floor 0: names, and C.
    target("Identity", []),
    .target(
      name: "CGit", dependencies: ["CGitLibrary"]),
    .systemLibrary(name: "CGitLibrary", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(name: "CLibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CRE2Library", pkgConfig: "re2", providers: [.apt(["libre2-dev"])]),
    .target(name: "CRE2", dependencies: ["CRE2Library"]),
    .target(name: "CProcess"),
    target("ChildProcess", ["CProcess"]),

    // Floors 1 to 4: a commit's bytes to a gateway model. Pure, but for Git.
    target("CEL", ["CRE2"]),
    target("SourceYAML", ["CLibyaml"]),
    target("Git", ["ChildProcess", "CGit", "CGitLibrary", "COpenSSL"]),
    target("Manifests", ["SourceYAML", "COpenSSL"]),
    target("Policy", ["CEL", "Manifests", "SourceYAML"]),
    target("Gateway", ["Manifests", "SourceYAML", "CRE2", "COpenSSL", "Identity"]),
    .target(name: "EnvoyAPI", dependencies: [protobuf], swiftSettings: generated),

    // Floors 5 to 7: what Envoy is told, who is told what, and what it says back.
    target("EnvoyConfig", ["Gateway", "EnvoyAPI", "Manifests", "COpenSSL", "Identity", protobuf]),
    target("Rollout", ["Identity"]),
    target("Telemetry", ["EnvoyAPI", "Identity", log, protobuf] + grpc),
    target(
      "XDS",
      [
        "EnvoyAPI", "EnvoyConfig", "Identity", log, protobuf, lifecycle,
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "X509", package: "swift-certificates"),
        .product(name: "NIOCertificateReloading", package: "swift-nio-extras"),
      ] + grpc),
    target(
      "Fleet",
      [
        "CProcess", "Identity", log, httpClient, .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),

    target(
      "Kubernetes",
      [
        "ChildProcess", "Manifests", "SourceYAML", log, httpClient, .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),

    target("ClusterSync", ["Kubernetes", "Manifests", "SourceYAML", log]),

    // Floors 8 and 10: the daemon and the command line.
    target(
      "Operator",
      [
        "CEL", "ChildProcess", "ClusterSync", "CProcess", "EnvoyConfig", "EnvoyAPI", "Fleet", "Gateway", "Git", "Identity", "Kubernetes",
        "Manifests",
        "Policy",
        "Rollout", "SourceYAML",
        "Telemetry",
        "XDS", log, lifecycle, .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"), httpClient,
        .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOCertificateReloading", package: "swift-nio-extras"),
        .product(name: "X509", package: "swift-certificates"), .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
      ] + grpc),
    // What the demo and the tests share: real backends, client traffic, a repository, a daemon as a process.
    .target(
      name: "Testbed",
      dependencies: [
        httpClient, .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOFoundationCompat", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ], path: "examples/testbed", swiftSettings: settings),
    .executableTarget(
      name: "quickstart",
      dependencies: [
        "Testbed", .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ], path: "examples/quickstart", exclude: ["repository"], swiftSettings: settings),
    .executableTarget(
      name: "nuncio",
      dependencies: [
        "Operator", "EnvoyConfig", "Gateway", "Git", "Identity", "Kubernetes", "Manifests", "SourceYAML", "CEL", "Policy", "Rollout",
        "Fleet", log,
        httpClient, .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
      ], swiftSettings: settings),
    tests("Fleet", ["Fleet", "Identity", log]),
    tests("CEL", ["CEL"]),
    tests("Policy", ["Policy", "CEL", "Manifests", "SourceYAML"]),
    tests("SourceYAML", ["SourceYAML"]),
    tests("Rollout", ["Rollout", "Identity"]),
    tests("Telemetry", ["Telemetry", "EnvoyAPI", "Identity"]),
    tests("XDS", ["XDS", "EnvoyConfig", "EnvoyAPI", "Gateway", "Manifests", "Identity", protobuf]),
    tests("Git", ["Git", "Testbed"]),
    tests(
      "Operator",
      [
        "Operator", "EnvoyConfig", "Gateway", "Identity", "Kubernetes", "Manifests", "Rollout", "SourceYAML", "Testbed", log,
        .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "X509", package: "swift-certificates"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
      ]),
    tests(
      "Kubernetes",
      [
        "Kubernetes", "Manifests", "SourceYAML", "Testbed", log, .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    tests(
      "ClusterSync",
      [
        "ClusterSync", "Kubernetes", "Manifests", "SourceYAML", "Testbed", log, .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    tests("Deploy", ["Git", "Identity", "Kubernetes", "Manifests", "Operator", "Rollout", "SourceYAML", "Testbed", log]),
    // Runs the program as a user does.
    tests("Validate", ["Testbed"], exclude: ["Cases"]),
    tests(
      "EndToEnd",
      [
        "Testbed", .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    // A real API server, real Envoys in the place of Pods.
    tests(
      "Cluster",
      [
        "EnvoyConfig", "Fleet", "Kubernetes", "Manifests", "Operator", "SourceYAML", "Testbed", "XDS", log,
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    tests("Manifests", ["Manifests", "SourceYAML"]),
    tests("Gateway", ["Gateway", "Manifests", "SourceYAML", "Identity"], exclude: ["Cases"]),
    tests("EnvoyConfig", ["EnvoyConfig", "Gateway", "Manifests", "Identity"]),
    // Not a product: what loading and compiling cost.
    .executableTarget(
      name: "nuncio-bench",
      dependencies: ["Gateway", "Manifests", "CEL", "Policy", "SourceYAML", "EnvoyAPI", "Operator", "XDS", protobuf] + grpc,
      path: "Benchmarks",
      exclude: ["cluster.py", "live.py", "validate.py"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
