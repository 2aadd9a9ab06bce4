extension Library {
  /// Semantic versions.
  public static let semver = Library(
    "semver", types: [Semver.celType],
    functions: [
      FunctionOverload(.global, "semver") { (text: String) throws(EvaluationFault) in try Semver(text, .strict) },
      FunctionOverload(.global, "semver") { (text: String, normalize: Bool) throws(EvaluationFault) in
        try Semver(text, normalize ? .normalized : .strict)
      },
      FunctionOverload(.global, "isSemver") { (text: String) in (try? Semver(text, .strict)) != nil },
      FunctionOverload(.global, "isSemver") { (text: String, normalize: Bool) in
        (try? Semver(text, normalize ? .normalized : .strict)) != nil
      },
      FunctionOverload(.member, "major") { (version: Semver) in Int64(clamping: version.major) },
      FunctionOverload(.member, "minor") { (version: Semver) in Int64(clamping: version.minor) },
      FunctionOverload(.member, "patch") { (version: Semver) in Int64(clamping: version.patch) },
      FunctionOverload(.member, "isGreaterThan") { (left: Semver, right: Semver) in left.compare(right) > 0 },
      FunctionOverload(.member, "isLessThan") { (left: Semver, right: Semver) in left.compare(right) < 0 },
      FunctionOverload(.member, "compareTo") { (left: Semver, right: Semver) in left.compare(right) },
    ])
}
