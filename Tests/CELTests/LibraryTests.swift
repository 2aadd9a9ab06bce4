import CEL
import Testing

@Suite("CEL: libraries")
struct LibraryTests {
  private func value(_ source: String) throws -> Value { try Environment().compile(source).evaluate([:]).result.get() }

  @Test(
    "Kubernetes' libraries",
    arguments: [
      // Lists
      "[1, 2, 2].isSorted() && ![2, 1].isSorted() && [].isSorted() && ['a', 'b'].isSorted()",
      "[1, 2, 3].sum() == 6 && [1.5, 2.5].sum() == 4.0",
      "[duration('1h'), duration('30m')].sum() == duration('90m') && [1u].sum() == 1u", "[].sum() == 0",
      "[3, 1, 2].min() == 1 && ['b', 'c', 'a'].max() == 'c'",
      "[1, 2, 1].indexOf(1) == 0 && [1, 2, 1].lastIndexOf(1) == 2 && [1].indexOf(5) == -1",
      // Lists, extensions
      "[1, 2, 3, 4].slice(1, 3) == [2, 3]", "[1, [2, [3]]].flatten(1) == [1, 2, [3]] && [[1], [2]].flatten() == [1, 2]",
      "[2, 1, 2, 1.0].distinct() == [2, 1]",
      "[3, 1, 2].sort() == [1, 2, 3] && ['b', 'a'].sort() == ['a', 'b']", "[{'n': 2}, {'n': 1}].sortBy(e, e.n) == [{'n': 1}, {'n': 2}]",
      "lists.range(3) == [0, 1, 2] && [1, 2].reverse() == [2, 1]", "[1, 2].first().value() == 1 && ![].last().hasValue()",
      "optional.unwrap([optional.of(1), optional.none()]) == [1] && [optional.of(2)].unwrapOpt() == [2]",
      // Sets
      "sets.contains([1, 2, 3], [2, 1]) && !sets.contains([1], [2])", "sets.equivalent([1, 2, 2], [2, 1]) && !sets.equivalent([1], [1, 2])",
      "sets.intersects([1, 2], [2, 3]) && !sets.intersects([], [])",
      // Regular expressions
      "'abc 123 45'.find('[0-9]+') == '123' && 'abc'.find('[0-9]') == ''", "'123 abc 456'.findAll('[0-9]+') == ['123', '456']",
      "'123 abc 456'.findAll('[0-9]+', 1) == ['123'] && 'aä'.findAll('') == ['', '', '']", "'foo\\nbar'.matches('^foo$') == false",
      "'ä'.matches('^.$') && 'aäb'.find('ä.') == 'äb'",
      // URLs
      "isURL('https://user:pass@example.com:80/path?query=val#fragment') && isURL('/absolute-path')",
      "!isURL('https://a:b:c/') && !isURL('../relative-path')",
      "url('https://example.com:80/').getHost() == 'example.com:80' && url('https://example.com:80/').getHostname() == 'example.com'",
      "url('https://[::1]:80/').getHost() == '[::1]:80' && url('https://[::1]:80/').getHostname() == '::1'",
      "url('https://[::1]:80/').getPort() == '80'",
      "url('/path').getScheme() == '' && url('HTTPS://x/').getScheme() == 'https' && url('/path').getHost() == ''",
      "url('https://example.com/path with spaces/').getEscapedPath() == '/path%20with%20spaces/'",
      "url('https://example.com').getEscapedPath() == ''",
      "url('https://example.com/path?k1=a&k2=b&k2=c').getQuery() == {'k1': ['a'], 'k2': ['b', 'c']}",
      "url('https://example.com/path?').getQuery() == {}",
      "url('https://example.com/path?key with spaces=value with spaces').getQuery() == {'key with spaces': ['value with spaces']}",
      // Quantities
      "isQuantity('1.3Gi') && isQuantity('1.3G') && !isQuantity('1.3GG') && !isQuantity('Three') && !isQuantity('')",
      "quantity('1').isInteger() && !quantity('1.5').isInteger() && quantity('50k').asInteger() == 50000",
      "quantity('1.5Gi') == quantity('1536Mi')",
      "quantity('50.703k').asApproximateFloat() == 50703.0 && quantity('-5').sign() == -1 && quantity('0').sign() == 0",
      "quantity('100M').isGreaterThan(quantity('100k')) && quantity('100k').isLessThan(quantity('100M'))",
      "quantity('200M').compareTo(quantity('0.2G')) == 0",
      "quantity('50k').add(20) == quantity('50020') && quantity('50k').sub(quantity('20k')) == quantity('30k')",
      "quantity('1e3') == quantity('1k')",
      "quantity('100m').add(quantity('900m')).asInteger() == 1",
      "quantity('0.5Ei') == quantity('512Pi') && quantity('-1e999999') == quantity('-99E')",
      "quantity('0.00000000000000000000000000000000000001Ei') == quantity('1n') && quantity('99999999999999999999999999999999999999999') == quantity('99E')",
      "quantity('0.0000000001') == quantity('1n') && quantity('99E') == quantity('100E')",
      // Semantic versions
      "isSemver('1.0.0') && !isSemver('v1.0') && isSemver('v1.0', true) && semver('01.01.01', true) == semver('1.1.1')",
      "semver('1.2.3').compareTo(semver('2.0.0')) == -1 && semver('1.0.0').isGreaterThan(semver('1.0.0-rc.1'))",
      "semver('1.0.0-a.2').isLessThan(semver('1.0.0-a.10'))",
      "semver('1.2.3').major() == 1 && semver('1.2.3').minor() == 2 && semver('1.2.3').patch() == 3 && semver('1.0.0+a') == semver('1.0.0+b')",
      // Addresses
      "ip('2001:0DB8:0:0::1') == ip('2001:db8::1') && string(ip('2001:0DB8:0:0:1:0:0:1')) == '2001:db8::1:0:0:1'",
      "!isIP('1.2.3') && !isIP('01.2.3.4') && !isIP('::1%eth0')",
      "ip.isCanonical('2001:db8::68') && !ip.isCanonical('2001:DB8::68')",
      "ip('::1').isLoopback() && ip('::').isUnspecified() && ip('10.0.0.1').isGlobalUnicast()",
      "cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsIP('11.0.0.1') && cidr('::/0').containsIP('fe80::1')",
      "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && !cidr('10.1.0.0/16').containsCIDR('10.0.0.0/8')",
      "isCIDR('10.0.0.0/8') && !isCIDR('10.0.0.0/33') && !isCIDR('10.0.0.0')",
      "cidr('192.168.1.77/20').masked() == cidr('192.168.0.0/20') && cidr('10.0.0.0/8').ip() == ip('10.0.0.0') && cidr('10.0.0.0/8').prefixLength() == 8",
      // Formats
      "!format.dns1123Label().validate('my-name').hasValue() && format.dns1123Label().validate('My_name').hasValue()",
      "format.named('dns1123Subdomain').value().validate('example.com') == optional.none() && !format.named('nosuch').hasValue()",
      "format.dns1123Label().validate('my.name').value() == ['must not contain dots']",
      "format.qualifiedName().validate('example.com/MyName') == optional.none()",
      "format.qualifiedName().validate('/x').value()[0] == 'prefix part must be non-empty'",
      "format.dns1035Label().validate('1a').hasValue()",
      "format.labelValue().validate('') == optional.none() && format.uuid().validate('123e4567-e89b-12d3-a456-426614174000') == optional.none()",
      "format.date().validate('2021-02-30').hasValue() && !format.datetime().validate('2021-01-01T00:00:00Z').hasValue() && !format.byte().validate('aGVsbG8=').hasValue()",
      "format.uri().validate('../x').hasValue() && !format.uri().validate('http://example.com').hasValue()",
      "!format.dns1123LabelPrefix().validate('my-name-').hasValue()",
    ])
  func kubernetes(_ source: String) throws {
    #expect(try value(source).isTrue)
  }

  @Test(
    "text, numbers and time",
    arguments: [
      "'hello hello'.split('l', 2) == ['he', 'lo hello'] && 'aä'.split('') == ['a', 'ä'] && 'a,b'.split(',', -1) == ['a', 'b']",
      "'aaa'.replace('a', 'b', 2) == 'bba' && 'ab'.replace('', '-') == '-a-b-' && 'aaa'.replace('aa', 'b') == 'ba'",
      "'äöü'.substring(1, 2) == 'ö' && 'abc'.charAt(1) == 'b'",
      "'%s %d %.2f %x %o %b %e'.format(['a', 1, 2.345, 255, 8, 5, 1500.0]) == 'a 1 2.35 ff 10 101 1.500000e+03'",
      "'%s'.format([[1, {'b': 2, 'a': 1.5}]]) == '[1, {a: 1.5, b: 2}]'",
      "string(1000000.0) == '1e+06' && string(123456.0) == '123456' && string(0.0001) == '0.0001' && string(1e-7) == '1e-07' && string(1.5e300) == '1.5e+300'",
      "duration('1h30m').getMinutes() == 90 && duration('-1.5s') == duration('-1500ms') && string(duration('90.5s')) == '90.5s' && string(duration('-0.5s')) == '-0.5s'",
      "timestamp('2024-02-29T12:00:00Z').getDayOfYear() == 59 && timestamp('2024-02-29T12:00:00.5+02:00') == timestamp('2024-02-29T10:00:00.5Z')",
      "timestamp('2024-07-01T00:00:00Z').getHours('Europe/Berlin') == 2 && timestamp('2024-01-01T00:00:00Z').getHours('Europe/Berlin') == 1",
      "string(timestamp('0001-01-01T00:00:00Z')) == '0001-01-01T00:00:00Z' && int(timestamp('1969-12-31T23:59:59.5Z')) == -1",
      "math.greatest(1, 2.5, 2u) == 2.5 && math.least([3, 1u]) == 1u && math.round(-2.5) == -3.0 && math.bitShiftRight(-1, 63) == 1 && math.sqrt(4) == 2.0",
      "base64.decode(base64.encode(b'\\xff\\x00')) == b'\\xff\\x00' && base64.decode('aGk') == b'hi'",
    ])
  func basics(_ source: String) throws {
    #expect(try value(source).isTrue)
  }

  @Test(
    "what is refused",
    arguments: [
      ("double('1e400')", "type conversion error from 'string' to 'double'"), ("[].min()", "min called on empty list"),
      ("quantity('x')", "quantities must match"),
      ("quantity('1.5').asInteger()", "cannot convert value to integer"),
      ("url('../x')", "URL parse error during conversion from string: parse \"../x\": invalid URI for request"),
      ("semver('1.2')", "No Major.Minor.Patch elements found"),
      ("semver('01.2.3')", "Major number must not contain leading zeroes \"01\""), ("cidr('10.0.0.0/33')", "network address parse error"),
      ("ip('::ffff:1.2.3.4')", #"IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed"#), ("'a'.substring(2)", "index out of range: 2"),
      ("[1, 2].slice(1, 3)", "cannot slice(1, 3), list is length 2"), ("dyn([1, 'a']).sort()", "list elements must have the same type"),
      ("'%.101f'.format([1.0])", "could not parse formatting clause"), ("base64.decode('!')", "illegal base64 data"),
      ("timestamp('2023-02-29T00:00:00Z')", "invalid RFC 3339 timestamp"),
      ("timestamp(0).getHours('Nowhere/City')", "unknown time zone Nowhere/City"),
      ("lists.range(-1)", "lists.range: size must be non-negative"),
    ])
  func refused(_ source: String, _ message: String) throws {
    guard case .failure(let fault) = try Environment().compile(source).evaluate([:]).result else { return #expect(Bool(false), "a value") }
    #expect(fault.message.hasPrefix(message))
  }
}

@Suite("CEL: the form of cases")
struct CaseFormTests {
  @Test(
    "a batch answers every line, in the same form",
    arguments: [
      (#"{"expr": "1 + 1"}"#, #"{"value":{"int":"2"}}"#),
      (#"{"expr": "x.y", "bindings": {"x.y": {"uint": "3"}}}"#, #"{"value":{"uint":"3"}}"#),
      (#"{"expr": "[1.0, b'a', null]"}"#, #"{"value":{"list":[{"double":"1.0"},{"bytes":"YQ=="},{"null":null}]}}"#),
      (#"{"expr": "{'k': duration('1.5s')}"}"#, #"{"value":{"map":[[{"string":"k"},{"duration":"1.5s"}]]}}"#),
      (
        #"{"expr": "x", "container": "a", "bindings": {"a.x": {"map": [[{"bool": true}, {"timestamp": "2009-02-13T23:31:20Z"}]]}}}"#,
        #"{"value":{"map":[[{"bool":true},{"timestamp":"2009-02-13T23:31:20Z"}]]}}"#
      ),
      (
        #"{"expr": "type(x) == x || 1 > 'a' || true", "disable_check": true, "bindings": {"x": {"type": "int"}}}"#,
        #"{"value":{"bool":true}}"#
      ),
      (#"{"expr": "has(a.b)", "disable_macros": true}"#, #"{"error":"1:1: undeclared reference to 'has' (in container '')"}"#),
      (#"{"expr": "'\"\\u0001'"}"#, #"{"value":{"string":"\"\u0001"}}"#), (#"{"expr": 1}"#, #"{"error":"the line has no text \"expr\""}"#),
      ("", #"{"error":"the line is not a JSON object"}"#), ("[1]", #"{"error":"the line is not a JSON object"}"#),
      (#"{"expr": "x", "bindings": {"x": {"int": "a"}}}"#, #"{"error":"not a value of type int"}"#),
      (#"{"expr": "x", "bindings": {"x": 5}}"#, #"{"error":"a value is an object with one key, its type, such as {\"int\":\"5\"}"}"#),
      (#"{"expr": "x", "bindings": []}"#, #"{"error":"\"bindings\" is of another type"}"#),
      (#"{"expr": "1/0"}"#, #"{"error":"1:1: division by zero"}"#),
    ])
  func answer(_ line: String, _ expected: String) {
    #expect(ConformanceCase.answer(line) == expected)
  }
}
