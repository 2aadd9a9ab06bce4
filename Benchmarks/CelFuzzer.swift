import CEL
import Foundation

/// Throws broken, twisted and random expressions at parser, checker, estimator and evaluator. They may refuse everything, but not crash,
/// hang, or pass their limits. The seed is printed first and each expression is written to a file before it runs, so that a crash can be
/// repeated: `nuncio-bench fuzz-cel --minutes 10 [--seed 1] [--cases FILE] [--last FILE]`.
enum CelFuzzer {
  /// No expression may take longer than this, in a release build, with the small limits below.
  private static let slow = Duration.seconds(2)
  private static let limits = EvaluationLimits(cost: 100_000, work: 10_000_000, bytes: 1_000_000)

  private struct Options {
    var minutes = 1.0
    var seed: UInt64 = 1
    var cases = "../shared/data/cel/cases.jsonl"
    var last = FileManager.default.temporaryDirectory.appending(path: "fuzz-cel-last.txt").path

    struct Fault: Error, CustomStringConvertible {
      let description: String
    }

    init(_ arguments: [String]) throws {
      var rest = arguments[...]
      while let name = rest.popFirst() {
        guard let value = rest.popFirst() else { throw Fault(description: "\(name) needs a value") }
        switch name {
        case "--minutes": minutes = Double(value) ?? minutes
        case "--seed": seed = UInt64(value) ?? seed
        case "--cases": cases = value
        case "--last": last = value
        default: throw Fault(description: "no option \(name)")
        }
      }
    }
  }

  static func run(arguments: [String]) throws {
    let options = try Options(arguments)
    let corpus = corpus(options.cases)
    print(
      "fuzz-cel   seed \(options.seed), \(corpus.count) expressions to begin with, \(options.minutes) minutes; the last one is in \(options.last)"
    )
    guard let last = LastExpression(path: options.last) else { throw Options.Fault(description: "\(options.last) cannot be written") }
    var mutator = Mutator(seed: options.seed, corpus: corpus)
    let clock = ContinuousClock()
    let end = clock.now + .seconds(options.minutes * 60)
    var counts = Counts()
    while clock.now < end {
      let source = mutator.next()
      last.write(source)
      var outcome = Outcome.refused
      let time = clock.measure { outcome = self.outcome(of: source) }
      counts.add(outcome)
      if outcome != .refused { mutator.keep(source) }
      if time > slow {
        counts.slow += 1
        print("slow       \(time): \(source.debugDescription.prefix(2000))")
      }
      if counts.total.isMultiple(of: 100_000) { print("fuzz-cel   \(counts)") }
    }
    print("fuzz-cel   done: \(counts)")
    if counts.slow > 0 || counts.broken > 0 { exit(1) }
  }

  private static func corpus(_ path: String) -> [String] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return Mutator.seeds }
    return Mutator.seeds + text.split(separator: "\n").compactMap { try? ConformanceCase(line: String($0)).expression }
  }

  private enum Outcome { case refused, failed, limited, value, broken }

  private struct Counts: CustomStringConvertible {
    private(set) var refused = 0
    private(set) var failed = 0
    private(set) var limited = 0
    private(set) var values = 0
    private(set) var broken = 0
    var slow = 0
    var total: Int { refused + failed + limited + values + broken }

    mutating func add(_ outcome: Outcome) {
      switch outcome {
      case .refused: refused += 1
      case .failed: failed += 1
      case .limited: limited += 1
      case .value: values += 1
      case .broken: broken += 1
      }
    }

    var description: String {
      "\(total) expressions: \(refused) refused, \(failed) failed, \(limited) limited, \(values) values, \(slow) slow, \(broken) broken"
    }
  }

  private static let environment: Environment = {
    var environment = Environment()
    environment.variables = [
      "x": .dyn, "list": .list(.int), "text": .string, "object": .dyn, "map": .map(.string, .int), "time": .timestamp,
    ]
    return environment
  }()

  private static let bindings: [String: Value] = [
    "x": .int(7), "list": .list((0..<50).map { .int($0) }), "text": .string("häl\u{1F431}lo world"),
    "object": .map(["spec": .map(["replicas": .int(3), "names": .list([.string("a"), .string("b")])])]),
    "map": .map(["a": .int(1), "b": .int(2)]),
    "time": Timestamp(seconds: 1_700_000_000).map { .timestamp($0) } ?? .null,
  ]

  /// Both ways through the checker; the runtime cost must stay below the limit, or the evaluation have been stopped.
  private static func outcome(of source: String) -> Outcome {
    var outcome = Outcome.refused
    for checking in [Environment.Checking.namesOnly, .types] {
      guard let program = try? environment.compile(source, checking) else { continue }
      _ = program.checked.estimatedCost()
      let evaluation = program.evaluate(bindings, limits: limits)
      switch evaluation.result {
      case .success(let value):
        _ = try? CaseForm.text(value, limit: 10_000)
        _ = try? PlainForm.text(value, limit: 10_000)
        outcome = evaluation.cost > limits.cost ? .broken : .value
      case .failure(let fault): outcome = fault.kind == .error ? evaluation.cost > limits.cost ? .broken : .failed : .limited
      }
      if outcome == .broken {
        print("broken     cost \(evaluation.cost) with a limit of \(limits.cost): \(source.debugDescription)")
        return outcome
      }
    }
    return outcome
  }
}

/// The expression that runs now, where a crash leaves it.
private final class LastExpression {
  private let file: FileHandle

  init?(path: String) {
    guard FileManager.default.createFile(atPath: path, contents: nil) else { return nil }
    guard let file = FileHandle(forWritingAtPath: path) else { return nil }
    self.file = file
  }

  func write(_ source: String) {
    let data = Data(source.utf8)
    try? file.seek(toOffset: 0)
    try? file.write(contentsOf: data)
    try? file.truncate(atOffset: UInt64(data.count))
  }
}
