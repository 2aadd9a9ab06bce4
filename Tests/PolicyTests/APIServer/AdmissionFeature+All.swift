extension AdmissionFeature {
  static let all = validations + messages + errors + conditions + variables + parameters + matching + operations + language + custom

  private static func one(_ expression: String, _ rest: String = "") -> String {
    "validations:\n- expression: \"\(expression)\"\n\(rest.isEmpty ? "" : "  \(rest)\n")"
  }

  private static let validations: [AdmissionFeature] = [
    AdmissionFeature("holds", one("NUMBER > 5")),
    AdmissionFeature("fails", one("NUMBER < 5")),
    AdmissionFeature(
      "the first of two that fail",
      "validations:\n- expression: 'NUMBER > 5'\n- {expression: 'NUMBER < 5', message: one}\n- {expression: 'NUMBER < 4', message: two}"),
    AdmissionFeature("warns", one("NUMBER < 5", "message: 'a \"warning\", quoted'")) { $0.bindings = ["validationActions: [Warn]"] },
    AdmissionFeature("audits", one("NUMBER < 5")) { $0.bindings = ["validationActions: [Audit]"] },
    AdmissionFeature("warns twice", "validations:\n- {expression: 'NUMBER < 5', message: one}\n- {expression: 'NUMBER < 4', message: two}")
    {
      $0.bindings = ["validationActions: [Warn, Audit]"]
    },
    AdmissionFeature("denies and audits", one("NUMBER < 5")) { $0.bindings = ["validationActions: [Deny, Audit]"] },
    AdmissionFeature("two bindings", one("NUMBER < 5", "message: both")) {
      $0.bindings = ["validationActions: [Deny]", "validationActions: [Warn]"]
    },
    AdmissionFeature("no binding", one("NUMBER < 5")) { $0.bindings = [] },
    AdmissionFeature("forbidden", one("NUMBER < 5", "reason: Forbidden")),
    AdmissionFeature("unauthorized", one("NUMBER < 5", "reason: Unauthorized")),
    AdmissionFeature("too large", one("NUMBER < 5", "reason: RequestEntityTooLarge")),
  ]

  private static let messages: [AdmissionFeature] = [
    AdmissionFeature("message", one("NUMBER < 5", "message: '  too many  '")),
    AdmissionFeature("message expression", one("NUMBER < 5", "messageExpression: \"TEXT + ' has ' + string(NUMBER)\"")),
    AdmissionFeature("message expression before message", one("NUMBER < 5", "messageExpression: \"' made '\"\n  message: fixed")),
    AdmissionFeature("message expression that fails", one("NUMBER < 5", "messageExpression: \"string(object.nothing)\"\n  message: fixed")),
    AdmissionFeature("message expression of two lines", one("NUMBER < 5", "messageExpression: \"'a' + '\\\\n' + 'b'\"")),
    AdmissionFeature("blank message expression", one("NUMBER < 5", "messageExpression: \"'  '\"\n  message: fixed")),
    AdmissionFeature(
      "long message expression",
      one("NUMBER < 5", "messageExpression: \"[0,1,2,3,4,5,6,7,8,9].map(x, '\(String(repeating: "x", count: 600))').join('-')\"")),
    AdmissionFeature("expression of several lines", "validations:\n- expression: |\n    NUMBER < 5 &&\n      TEXT == 'alpha'\n"),
    AdmissionFeature(
      "request",
      one(
        "false",
        "messageExpression: \"[request.operation, request.name, request.kind.group, request.kind.version, request.kind.kind, request.resource.resource, request.requestResource.version, request.userInfo.username, string(has(request.namespace)), string(request.dryRun), request.userInfo.groups[0], string(request.options.kind)].join(' ')\""
      )
    ) { $0.kinds = 8 },
  ]

  private static let errors: [AdmissionFeature] = [
    AdmissionFeature("missing field", one("object.nothing.at.all == 1")) { $0.kinds = 8 },
    AdmissionFeature("missing field, ignored", "failurePolicy: Ignore\n" + one("object.nothing.at.all == 1")),
    AdmissionFeature("error warns", one("object.nothing == 1")) { $0.bindings = ["validationActions: [Warn]"] },
    AdmissionFeature(
      "error, then failure", "validations:\n- expression: 'object.nothing == 1'\n- {expression: 'NUMBER < 5', message: second}"),
    AdmissionFeature(
      "error ignored, then failure",
      "failurePolicy: Ignore\nvalidations:\n- expression: 'object.nothing == 1'\n- {expression: 'NUMBER < 5', message: second}"),
    AdmissionFeature(
      "failure, then error", "validations:\n- {expression: 'NUMBER < 5', message: first}\n- expression: 'object.nothing == 1'"),
    AdmissionFeature("division by zero", one("NUMBER / (NUMBER - 9) == 1")),
    AdmissionFeature("modulus by zero", one("NUMBER % (NUMBER - 9) == 1")),
    AdmissionFeature("overflow", one("NUMBER + 9223372036854775807 > 0")),
    AdmissionFeature("index out of bounds", one("[1, 2][NUMBER] == 1")),
    AdmissionFeature("wrong type", one("object.metadata.name + 1 == 'x'")),
    AdmissionFeature("wrong type in a comparison", one("object.metadata.name > 1")),
    AdmissionFeature("not an int", one("int(TEXT) == 1")),
    AdmissionFeature("not a timestamp", one("timestamp(TEXT) == timestamp('2026-01-01T00:00:00Z')")),
    AdmissionFeature("not a quantity", one("quantity(TEXT).isGreaterThan(quantity('1Mi'))")),
    AdmissionFeature("not an address", one("ip(TEXT).family() == 4")),
    AdmissionFeature("not a bool", one("object.metadata.name || false")),
    AdmissionFeature("no such key", one("{'a': 1}[TEXT] == 1")),
    AdmissionFeature("no value", one("optional.none().orValue(false) || optional.of(TEXT).value() == 'x' || [0][?3].value() == 1")),
    AdmissionFeature(
      "too dear",
      one(
        "[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(c, [0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7,8,9].all(e, [0,1,2,3,4,5,6,7,8,9].all(f, a + b + c + d + e + f < 100))))))"
      )
    ) { $0.kinds = 2 },
    AdmissionFeature(
      "audit annotations", "validations: [{expression: 'true'}]\nauditAnnotations:\n- {key: size, valueExpression: 'string(NUMBER)'}"),
    AdmissionFeature(
      "an audit annotation that fails",
      "validations: [{expression: 'true'}]\nauditAnnotations:\n- {key: size, valueExpression: 'string(object.nothing)'}"),
    AdmissionFeature(
      "an audit annotation that fails, ignored",
      "failurePolicy: Ignore\nvalidations: [{expression: 'true'}]\nauditAnnotations:\n- {key: size, valueExpression: 'string(object.nothing)'}"
    ),
  ]

  private static let conditions: [AdmissionFeature] = [
    AdmissionFeature(
      "conditions hold", "matchConditions: [{name: a, expression: 'NUMBER > 5'}, {name: b, expression: 'true'}]\n" + one("NUMBER < 5")),
    AdmissionFeature(
      "a condition does not hold",
      "matchConditions: [{name: a, expression: 'NUMBER > 5'}, {name: b, expression: 'false'}]\n" + one("NUMBER < 5")),
    AdmissionFeature("a condition fails", "matchConditions: [{name: a, expression: 'object.nothing == 1'}]\n" + one("true")),
    AdmissionFeature(
      "two conditions fail",
      "matchConditions: [{name: a, expression: 'object.nothing == 1'}, {name: b, expression: 'object.none == 1'}]\n" + one("true")),
    AdmissionFeature(
      "a condition fails, ignored",
      "failurePolicy: Ignore\nmatchConditions: [{name: a, expression: 'object.nothing == 1'}]\n" + one("NUMBER < 5")),
    AdmissionFeature(
      "a condition fails, another does not hold",
      "matchConditions: [{name: a, expression: 'object.nothing == 1'}, {name: b, expression: 'false'}]\n" + one("NUMBER < 5")),
    AdmissionFeature("a condition fails, warning", "matchConditions: [{name: a, expression: 'object.nothing == 1'}]\n" + one("true")) {
      $0.bindings = ["validationActions: [Warn]"]
    },
  ]

  private static let variables: [AdmissionFeature] = [
    AdmissionFeature(
      "variables",
      "variables: [{name: size, expression: NUMBER}, {name: double, expression: 'variables.size * 2'}]\n"
        + one("variables.double < 10", "messageExpression: \"'twice: ' + string(variables.double)\"")),
    AdmissionFeature("a variable fails", "variables: [{name: broken, expression: object.nothing}]\n" + one("variables.broken == 1")),
    AdmissionFeature(
      "a variable of a variable fails",
      "variables: [{name: broken, expression: object.nothing}, {name: second, expression: variables.broken}]\n"
        + one("variables.second == 1")),
    AdmissionFeature(
      "a variable fails unseen", "variables: [{name: broken, expression: object.nothing}]\n" + one("NUMBER < 5 && variables.broken == 1")),
    AdmissionFeature(
      "a variable in a condition",
      "variables: [{name: size, expression: NUMBER}]\nmatchConditions: [{name: a, expression: 'variables.size < 5'}]\n" + one("false")),
    AdmissionFeature(
      "a list in a variable",
      "variables: [{name: words, expression: \"[TEXT, 'beta']\"}]\n"
        + one("variables.words.all(w, w != 'beta')", "messageExpression: \"variables.words.join(', ')\"")),
    AdmissionFeature(
      "a map in a variable",
      "variables: [{name: limits, expression: \"{'alpha': 3, 'beta': 5}\"}]\n"
        + one("variables.limits[TEXT] > NUMBER", "messageExpression: \"string(variables.limits[TEXT])\"")),
  ]

  private static func limits(_ name: String, _ limit: Int, labels: String = "{}") -> String {
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: \(name), namespace: platform, labels: \(labels)}, data: {limit: '\(limit)'}}"
  }

  private static let parameterSpec =
    "paramKind: {apiVersion: v1, kind: ConfigMap}\n"
    + one("NUMBER < int(params.data.limit)", "messageExpression: \"'less than ' + params.data.limit + ' of ' + params.metadata.name\"")

  private static let parameters: [AdmissionFeature] = [
    AdmissionFeature("a parameter", parameterSpec) {
      $0.parameters = [limits("CASE", 5)]
      $0.bindings = ["validationActions: [Deny], paramRef: {name: CASE, namespace: platform, parameterNotFoundAction: Deny}"]
    },
    AdmissionFeature("a parameter that allows", parameterSpec) {
      $0.parameters = [limits("CASE", 50)]
      $0.bindings = ["validationActions: [Deny], paramRef: {name: CASE, namespace: platform, parameterNotFoundAction: Deny}"]
    },
    AdmissionFeature("parameters by label", parameterSpec) {
      $0.parameters = [limits("CASE-a", 5, labels: "{for: CASE}"), limits("CASE-b", 50, labels: "{for: CASE}")]
      $0.bindings = [
        "validationActions: [Deny], paramRef: {selector: {matchLabels: {for: CASE}}, namespace: platform, parameterNotFoundAction: Deny}"
      ]
    },
    AdmissionFeature("parameters by label that warn", parameterSpec) {
      $0.parameters = [limits("CASE-a", 5, labels: "{for: CASE}"), limits("CASE-b", 6, labels: "{for: CASE}")]
      $0.bindings = [
        "validationActions: [Warn], paramRef: {selector: {matchLabels: {for: CASE}}, namespace: platform, parameterNotFoundAction: Deny}"
      ]
    },
    AdmissionFeature("a parameter that is missing", parameterSpec) {
      $0.bindings = ["validationActions: [Warn], paramRef: {name: CASE, namespace: platform, parameterNotFoundAction: Deny}"]
    },
    AdmissionFeature("a parameter that is missing, ignored", "failurePolicy: Ignore\n" + parameterSpec) {
      $0.bindings = ["validationActions: [Deny], paramRef: {name: CASE, namespace: platform, parameterNotFoundAction: Deny}"]
    },
    AdmissionFeature("a parameter that may be missing", parameterSpec) {
      $0.bindings = ["validationActions: [Deny], paramRef: {name: CASE, namespace: platform, parameterNotFoundAction: Allow}"]
    },
    AdmissionFeature("no namespace for a parameter", parameterSpec) {
      $0.bindings = ["validationActions: [Deny], paramRef: {name: CASE, parameterNotFoundAction: Deny}"]
      $0.kinds = 8
    },
    AdmissionFeature("no paramRef", "paramKind: {apiVersion: v1, kind: ConfigMap}\n" + one("params != null")),
    AdmissionFeature(
      "a custom parameter",
      "paramKind: {apiVersion: acme.io/v1, kind: Zone}\n"
        + one("NUMBER < params.spec.size", "messageExpression: \"params.spec.colour + string(params.spec.size)\"")
    ) {
      $0.parameters = ["{apiVersion: acme.io/v1, kind: Zone, metadata: {name: zone-CASE}, spec: {size: 3}}"]
      $0.bindings = ["validationActions: [Deny], paramRef: {name: zone-CASE, parameterNotFoundAction: Deny}"]
    },
    AdmissionFeature("a namespace for a cluster-scoped parameter", "paramKind: {apiVersion: acme.io/v1, kind: Zone}\n" + one("false")) {
      $0.bindings = ["validationActions: [Deny], paramRef: {name: a, namespace: shop, parameterNotFoundAction: Deny}"]
    },
  ]

  private static let matching: [AdmissionFeature] = [
    AdmissionFeature("an excluded resource", one("false")) {
      $0.match = ", excludeResourceRules: [{apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: [PLURAL]}]"
    },
    AdmissionFeature("another resource name", one("false")) {
      $0.rule = "{apiGroups: [GROUP], apiVersions: [VERSION], operations: ['*'], resources: [PLURAL], resourceNames: [other]}"
    },
    AdmissionFeature("the resource's name", one("false")) {
      $0.rule = "{apiGroups: [GROUP], apiVersions: [VERSION], operations: ['*'], resources: [PLURAL], resourceNames: [object-CASE]}"
    },
    AdmissionFeature("wildcards", one("false")) { $0.rule = "{apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*']}" },
    AdmissionFeature("subresources only", one("false")) {
      $0.rule = "{apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*/scale', 'PLURAL/status']}"
    },
    AdmissionFeature("everything and subresources", one("false")) {
      $0.rule = "{apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*/*']}"
    },
    AdmissionFeature("namespaced", one("false")) {
      $0.rule = "{apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'], scope: Namespaced}"
      $0.kinds = 8
    },
    AdmissionFeature("cluster-scoped", one("false")) {
      $0.rule = "{apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'], scope: Cluster}"
      $0.kinds = 8
    },
    AdmissionFeature("a namespace's label", one("false")) {
      $0.match = ", namespaceSelector: {matchLabels: {env: production}}"
      $0.kinds = 8
    },
    AdmissionFeature("not a namespace's label", one("false")) {
      $0.match = ", namespaceSelector: {matchExpressions: [{key: env, operator: NotIn, values: [production]}]}"
      $0.kinds = 8
    },
    AdmissionFeature("a namespace without labels", one("false")) {
      $0.namespace = "plain"
      $0.match = ", namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [plain]}]}"
      $0.kinds = 8
    },
    AdmissionFeature("a label in the binding", one("false")) {
      $0.bindings = ["validationActions: [Deny], matchResources: {objectSelector: {matchExpressions: [{key: tier, operator: Exists}]}}"]
    },
    AdmissionFeature("another label in the binding", one("false")) {
      $0.bindings = [
        "validationActions: [Deny], matchResources: {objectSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}}"
      ]
    },
    AdmissionFeature("a rule in the binding", one("false")) {
      $0.bindings = [
        "validationActions: [Deny], matchResources: {resourceRules: [{apiGroups: ['*'], apiVersions: ['*'], operations: [UPDATE], resources: ['*']}]}"
      ]
    },
    AdmissionFeature(
      "the namespace",
      one(
        "namespaceObject.metadata.labels.env != 'production'",
        "messageExpression: \"namespaceObject.metadata.name + namespaceObject.status.phase\"")
    ) { $0.fits = { $0.isNamespaced } },
    AdmissionFeature("no namespace", one("namespaceObject != null")) { $0.kinds = 8 },
    AdmissionFeature(
      "an equivalent version",
      one("false", "messageExpression: \"object.apiVersion + ' ' + request.kind.version + ' ' + request.requestKind.version\"")
    ) {
      $0.objectVersion = "v1beta1"
      $0.fits = { $0.group == "acme.io" }
    },
    AdmissionFeature("an exact version", one("false")) {
      $0.objectVersion = "v1beta1"
      $0.match = ", matchPolicy: Exact"
      $0.fits = { $0.group == "acme.io" }
    },
  ]

  private static let operations: [AdmissionFeature] = [
    AdmissionFeature("may not grow", one("NUMBER <= OLDNUMBER", "messageExpression: \"string(OLDNUMBER) + ' to ' + string(NUMBER)\"")) {
      $0.operation = "UPDATE"
      $0.kinds = 8
    },
    AdmissionFeature("text may not change", one("TEXT == OLDTEXT")) { $0.operation = "UPDATE" },
    AdmissionFeature("only creations", one("false")) {
      $0.operation = "UPDATE"
      $0.rule = "{apiGroups: [GROUP], apiVersions: [VERSION], operations: [CREATE], resources: [PLURAL]}"
    },
    AdmissionFeature("only updates", one("false")) {
      $0.operation = "UPDATE"
      $0.rule = "{apiGroups: [GROUP], apiVersions: [VERSION], operations: [UPDATE], resources: [PLURAL]}"
    },
    AdmissionFeature("no old object", one("oldObject != null")),
    AdmissionFeature("may not be deleted", one("request.operation != 'DELETE'", "messageExpression: \"'keep ' + oldObject.metadata.name\""))
    {
      $0.operation = "DELETE"
      $0.fits = { $0.kind != "Namespace" }
    },
    AdmissionFeature("no object", one("object != null")) {
      $0.operation = "DELETE"
      $0.fits = { $0.kind != "Namespace" }
    },
    AdmissionFeature("the old one's number", one("OLDNUMBER > 5")) {
      $0.operation = "DELETE"
      $0.fits = { $0.kind != "Namespace" }
    },
  ]

  private static let language: [AdmissionFeature] =
    [
      "TEXT.startsWith('b')", "TEXT.matches('^a.*z$')", "TEXT.upperAscii() == 'alpha'", "TEXT.find('[0-9]+') != ''",
      "object.?nothing.orValue('none') == 'some'", "has(object.nothing)", "object.metadata.labels.exists(k, k == 'nothing')",
      "object.metadata.labels.all(k, v, k.size() + v.size() < 5)", "quantity('1Gi').isLessThan(quantity('1Mi'))",
      "ip('10.0.0.1').isLoopback()", "cidr('10.0.0.0/8').containsIP('11.0.0.1')", "url('https://example.com/a').getScheme() == 'http'",
      "semver('1.2.3').isGreaterThan(semver('2.0.0'))", "sets.contains([1, 2], [NUMBER])", "[3, 1, 2].isSorted()", "[1, 2].sum() > 5",
      "!format.dns1123Label().validate(TEXT).hasValue() && false", "'%d items of %s'.format([NUMBER, TEXT]) == ''",
      "[NUMBER, 'a'].size() == 1", "{'a': 1, 'b': TEXT}.size() == 1",
      "cidr(TEXT).prefixLength() == 8", "url(TEXT).getHost() == ''",
      "semver(TEXT).major() == 1", "duration(TEXT) == duration('1s')", "double(TEXT) == 1.0",
      "uint(TEXT) == 1u", "TEXT.substring(9) == ''",
      "TEXT.charAt(99) == ''", "[1, 2].max() > 5 || [TEXT].min() == ''", "lists.range(NUMBER).size() == 0", "[3, 1, 2].sort() == [1, 2]",
      "[1, 1].distinct() == [1, 1]",
      "[[1], [2]].flatten() == [1]", "[1, 2, 3].slice(0, 2) == [1]", "[1, 2].reverse() == [1, 2]", "['b', 'a'].sortBy(x, x) == ['b']",
      "[1, 2].first() == optional.of(2)", "[1, 2].last() == optional.of(1)", "math.greatest(1, NUMBER) == 1", "TEXT.reverse() == ''",
      "strings.quote(TEXT) == ''",
      "base64.encode(b'a') == ''", "{'a': 1}.transformMap(k, v, v + 1) == {}", "[1, 2].transformList(i, v, v + i) == []",
      "cidr('10.0.0.0/8') == cidr('10.0.0.0/9')", "TEXT.regexReplace('a', 'b') == ''", "regex.replace(TEXT, 'a', 'b') == ''",
      "isSemver(TEXT)",
      "jsonpatch.escapeKey(TEXT) == ''", "size(TEXT) < 3", "ip.isCanonical('10.0.0.1') && false",
      "isURL(TEXT) || isIP(TEXT) || isCIDR(TEXT) || isQuantity(TEXT)", "TEXT.split('p')[5] == ''",
      "-(-9223372036854775807 - NUMBER) > 0", "NUMBER * 9223372036854775807 > 0", "object.metadata.name.size() > 5.5 ? false : object.no",
      "object.metadata.labels.map(k, object.metadata.labels[k]).exists(v, v == 1)", "dyn(TEXT) in [1, 2]",
      "timestamp('2026-01-01T00:00:00Z') + duration('876000h') + duration('876000h') == timestamp(TEXT)", "type(object.metadata) == string",
      "duration('1h') > duration('2h')", "timestamp('2026-01-01T00:00:00Z').getFullYear() == 2025",
      "object.metadata.labels.filter(k, k.startsWith('t')).map(k, object.metadata.labels[k]).join(',') == ''",
      "cel.bind(x, NUMBER, x < 5)", "'tier' in object.metadata.labels && false", "object.metadata.labels['tier'] == 'private'",
      "double(NUMBER) / 2.0 < 1.0", "[1, 2, 3].exists_one(x, x > 1)", "base64.encode(b'a') == ''",
    ].filter { !$0.hasPrefix("base64") }.map { expression in AdmissionFeature(expression, one(expression)) { $0.kinds = 2 } }

  /// What a schema does to custom objects before and while policies see them.
  private static let custom: [AdmissionFeature] =
    [
      "object.spec.colour != 'green'", "object.spec.parts[0].weight < 7", "object.spec.parts.all(p, p.name == 'q')",
      "object.spec.some__dash__key == 'y'", "object.spec['some-key'] == 'y'", "type(object.spec.ratio) == double", "object.spec.ratio == 3",
      "has(object.spec.nothing)", "object.spec.nothing == 'a'", "object.spec.free.a + 1 == 3", "object.spec.free['b-c'] == 3",
      "object.spec.free.b__dash__c == 3", "object.spec.size > 1.5 && object.spec.size / 2 == 0", "has(object.metadata.uid) && false",
      "object.kind + object.apiVersion == ''",
    ].map { expression in AdmissionFeature(expression, one(expression)) { $0.fits = { $0.group == "acme.io" } } }
}
