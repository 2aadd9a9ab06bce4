/// Makes expressions out of expressions: pieces in the place of other pieces, more of the same, a little noise.
struct Mutator {
  private var random: Random
  private var corpus: [String]
  private let words: [String]

  /// Used beside the conformance cases, and alone where they are not.
  static let seeds = [
    "list.map(i, i * 2).filter(i, i > 3).size() == 10", "object.?spec.?replicas.orValue(1) > 2 ? text : text.upperAscii()",
    "cel.bind(a, list + list, a.sum())",
    "text.split('l').join('-').replace('h', text)", "'%s %d %.3f %x'.format([text, x, 1.5, 255])",
    "list.all(a, list.all(b, list.exists(c, a + b == c)))",
    "[1, 2, 3].transformMap(i, v, {i: v}).transformMapEntry(k, v, {string(k): v})",
    "cel.block([list, cel.index(0).map(i, i)], cel.index(1).sort().reverse())",
    "url('https://example.com:80/a?b=c').getQuery()", "quantity('1.5Gi').add(quantity('3')).asApproximateFloat()",
    "text.findAll('[a-z]+', 3).map(t, t.size())",
    "cidr('10.0.0.0/8').containsIP(ip('10.1.2.3')) || isIP(text)", "time + duration('1h30m') > timestamp('2023-01-01T00:00:00Z')",
    "lists.range(10).sortBy(i, -i).slice(1, 3)",
    "semver('1.2.3-rc.1').compareTo(semver('v1.2', true))", "format.dns1123Label().validate(text).orValue([text])",
    "time.getDayOfYear('Europe/Berlin')",
    "math.greatest(list) - math.least(1, 2.5, 3u)", "{?'a': optional.of(1), 'b': [?optional.none(), 2]}.?a.optMap(v, v + 1)",
    "type(x) == int && dyn(text) in {text: 1}",
    "base64.decode(base64.encode(b'\\xff\\000')) == b\"\\u00ff\"",
    "sets.equivalent(list, list.distinct()) && [[1], [2, [3]]].flatten().size() < 9",
    "-9223372036854775808 / -1 + 18446744073709551615u", "1e308 * 10.0 == double('Infinity') || 0.0 / 0.0 != 0.0 / 0.0",
    "r'''a\\b''' + \"\"\"c\nd\"\"\"",
  ]

  init(seed: UInt64, corpus: [String]) {
    random = Random(state: seed)
    self.corpus = corpus
    let kept = Set(corpus.flatMap { Self.pieces($0) })
    words =
      kept.sorted() + [
        "(", ")", "[", "]", "{", "}", "?", ".?", "[?", "'", "\"", "\\", "9223372036854775807", "1e400", "''", "x", "list", "text", "\u{0}",
      ]
  }

  /// The next expression.
  mutating func next() -> String {
    if random.below(50) == 0 { return noise() }
    var source = corpus[random.below(corpus.count)]
    for _ in 0..<(1 + random.below(3)) { source = mutated(source) }
    return source.utf8.count > 4000 ? String(source.prefix(4000)) : source
  }

  /// What could be evaluated is now and then the start of others.
  mutating func keep(_ source: String) {
    guard random.below(10) == 0, source.utf8.count < 500 else { return }
    if corpus.count < 20_000 { corpus.append(source) } else { corpus[random.below(corpus.count)] = source }
  }

  private mutating func mutated(_ source: String) -> String {
    var pieces = Self.pieces(source)
    let other = corpus[random.below(corpus.count)]
    guard !pieces.isEmpty else { return other }
    let place = random.below(pieces.count)
    switch random.below(16) {
    case 0: pieces.remove(at: place)
    case 1: pieces.insert(words[random.below(words.count)], at: place)
    case 2: pieces[place] = words[random.below(words.count)]
    case 3, 12, 13, 14:
      // A word for a word, a sign for a sign: most of what comes of it can still be read.
      let isWord = Self.isWord(pieces[place])
      for _ in 0..<20 {
        let word = words[random.below(words.count)]
        if Self.isWord(word) == isWord {
          pieces[place] = word
          break
        }
      }
    case 4: pieces.swapAt(place, random.below(pieces.count))
    case 5:
      let end = min(pieces.count, place + 1 + random.below(8))
      pieces.insert(contentsOf: pieces[place..<end], at: place)
    case 6: return "(\(source)) \(["+", "-", "*", "/", "%", "==", "<", "in", "&&", "||", ">="][random.below(11)]) (\(other))"
    case 7: return "[\(source), \(other)].\(["map", "filter", "all", "exists", "existsOne", "sortBy"][random.below(6)])(x, \(other))"
    case 8: return "cel.bind(x, \(source), \(other))"
    case 9: pieces[place] = "(\(other))"
    case 10:
      var bytes = Array(source.utf8)
      bytes[random.below(bytes.count)] = UInt8(random.below(256))
      return String(decoding: bytes, as: UTF8.self)
    default:
      let repeated = String(repeating: pieces[place], count: 1 + random.below(60))
      pieces[place] = repeated
    }
    return pieces.joined()
  }

  private mutating func noise() -> String {
    String(decoding: (0..<random.below(60)).map { _ in UInt8(random.below(256)) }, as: UTF8.self)
  }

  private static func isWord(_ piece: String) -> Bool {
    piece.unicodeScalars.first.map { $0.properties.isAlphabetic || $0 == "_" } ?? false
  }

  /// Names, numbers and space in one piece each, every other character alone.
  private static func pieces(_ source: String) -> [String] {
    var result: [String] = []
    var isWord = false
    for character in source.unicodeScalars {
      let belongs = character.properties.isAlphabetic || ("0"..."9").contains(character) || character == "_"
      if belongs, isWord { result[result.count - 1].unicodeScalars.append(character) } else { result.append(String(character)) }
      isWord = belongs
    }
    return result
  }
}

/// SplitMix64: the same numbers for the same seed, on every machine.
struct Random {
  var state: UInt64

  /// 0 up to `bound`, which is at least 1.
  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
