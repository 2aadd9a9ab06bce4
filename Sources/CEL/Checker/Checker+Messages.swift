/// Objects and messages that are written out: `Spec{replicas: 1}`.
extension Checker {
  mutating func message(_ name: String, _ fields: [Expr.Field], _ span: SourceSpan) throws(CELFault) -> CheckedNode {
    if let known = candidates(name).compactMap({ WellKnownMessage.all[$0] }).first { return try wellKnown(known, fields, span) }
    guard let type = candidates(name).compactMap({ environment.objects[$0] }).first else {
      return try failure(undeclared(name), "unknown type: \(name)", at: span)
    }
    var entries: [CheckedNode.Entry] = []
    for field in fields {
      guard let wanted = type.fields[field.name] else { throw CELFault("undefined field '\(field.name)'", at: field.span) }
      let value = try self.value(of: field, wanted)
      let key = node(.constant(.string(field.name)), .string, field.span)
      entries.append(CheckedNode.Entry(key: key, value: value, isOptional: field.isOptional))
    }
    return node(.map(entries), .object(type.name), span)
  }

  /// The value that is given to a field of a type.
  private mutating func value(of field: Expr.Field, _ wanted: CELType) throws(CELFault) -> CheckedNode {
    let value = try check(field.value)
    let actual = field.isOptional ? try unwrapped(value) : value.type
    guard inference.accepts(actual, as: wanted) else {
      throw CELFault("expected type of field '\(field.name)' is '\(wanted)' but provided type is '\(describe(actual))'", at: value.span)
    }
    return value
  }

  /// A call of what makes the message: fields that are left out, or are optionals without a value, have their initial values.
  private mutating func wellKnown(
    _ message: WellKnownMessage, _ fields: [Expr.Field], _ span: SourceSpan
  ) throws(CELFault) -> CheckedNode {
    var arguments = message.fields.map { node(.constant($0.initial), $0.type, span) }
    for field in fields {
      guard let place = message.fields.firstIndex(where: { $0.name == field.name }) else {
        throw CELFault("undefined field '\(field.name)'", at: field.span)
      }
      let declared = message.fields[place]
      let value = try self.value(of: field, declared.type)
      let initial = node(.constant(declared.initial), declared.type, span)
      arguments[place] =
        field.isOptional ? node(.call("orValue", isMember: true, [value, initial], []), declared.type, value.span) : value
    }
    return node(.call(message.make.name, isMember: false, arguments, [message.make]), message.make.result, span)
  }
}
