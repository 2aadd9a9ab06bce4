/// Functions and types that belong together.
public struct Library: Sendable {
  /// What it is called in documentation.
  public let name: String
  /// The functions.
  public let functions: [FunctionOverload]
  /// The types that expressions may name, such as `net.IP`.
  public let types: [CELType]

  /// A library.
  public init(_ name: String, types: [CELType] = [], functions: [FunctionOverload]) {
    self.name = name
    self.types = types
    self.functions = functions
  }

  /// Whose behaviour functions have where the specification's tests and Kubernetes differ.
  enum Dialect: Sendable {
    case specification
    case kubernetes
  }

  /// Everything that Kubernetes gives its expressions, but for `authorizer`.
  public static let kubernetes: [Library] = [
    .kubernetesStandard, .optionals, .kubernetesStrings, .lists, .listExtensions, .sets, .regex, .urls, .strictNetwork, .quantities,
    .semver, .formats,
  ]

  /// Everything there is: the language, the extensions of the specification and Kubernetes' own.
  public static let all: [Library] = [
    .standard, .optionals, .strings, .stringsReverse, .lists, .listExtensions, .sets, .regex, .urls, .network, .quantities, .semver,
    .formats, .math, .encoders,
  ]
}
