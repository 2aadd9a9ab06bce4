extension Library {
  /// The forms of names and other text in Kubernetes: `format.dns1123Label().validate(name)` is none for a good name, else what is wrong.
  public static let formats = Library(
    "formats", types: [NamedFormat.celType],
    functions: [
      FunctionOverload(.global, "format.named", result: .optional(NamedFormat.celType)) { (name: String) in
        OptionalValue(NamedFormat.all[name]?.value)
      },
      FunctionOverload(.member, "validate", result: .optional(.list(.string))) { (format: NamedFormat, text: String) in
        let problems = format.problems(text)
        return OptionalValue(problems.isEmpty ? nil : .list(problems.map { .string($0) }))
      },
    ] + NamedFormat.all.values.sorted { $0.format < $1.format }.map { format in FunctionOverload("format.\(format.format)") { format } })
}
