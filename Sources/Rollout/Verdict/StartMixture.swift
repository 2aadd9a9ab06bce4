/// An e-process over several alternatives whose fault may begin in any block (Ville: it passes 1/a with probability a).
///
/// Half of the mass starts at once, the rest evenly over the blocks that are planned; one block can raise it by half of
/// its own threshold at most. Source: the conditional mixture e-process with restarts, cap and dispersion.
package struct StartMixture: Sendable {
  /// ln of the evidence.
  package private(set) var logEvidence = 0.0
  private let blocks: Int
  private let cap: Double
  private var started: [Double]
  private var unstarted = 0.0
  private var block = 0

  /// - Parameters:
  ///   - alternatives: How many there are.
  ///   - blocks: How many blocks the start may be in, two or more.
  ///   - alpha: The chance of a false alarm, between 0 and 1.
  package init(alternatives: Int, blocks: Int, alpha: Double) {
    self.blocks = blocks
    cap = -0.5 * LogDomain.log(alpha)
    started = Array(repeating: LogDomain.zero, count: alternatives)
  }

  /// Whether every block that the fault may begin in has been.
  package var isUsedUp: Bool { block >= blocks }

  /// Takes a block in: the log-likelihood ratio of each alternative, or none when the block says nothing.
  package mutating func advance(_ ratios: [Double]?) {
    let mass = block == 0 ? 0.5 : 0.5 / Double(blocks - 1)
    block += 1
    let part = LogDomain.log(mass / Double(started.count))
    for index in started.indices { started[index] = LogDomain.add(started[index], part) }
    unstarted = LogDomain.log(max(0, 0.5 - Double(block - 1) * 0.5 / Double(blocks - 1)))
    if let ratios {
      let before = LogDomain.sum(started, unstarted)
      for index in started.indices { started[index] += ratios[index] }
      let excess = LogDomain.sum(started, unstarted) - before - cap
      if excess > 0 { for index in started.indices { started[index] -= excess } }
    }
    logEvidence = LogDomain.sum(started, unstarted)
  }
}

/// Mixtures one after the other, each with half of the false alarms that are left.
package struct RestartingTest: Sendable {
  private let alternatives: Int
  private let blocks: Int
  private var alpha: Double
  private var mixture: StartMixture

  /// - Parameter falseAlarm: For all of them together.
  package init(alternatives: Int, blocks: Int, falseAlarm: Double) {
    self.alternatives = alternatives
    self.blocks = blocks
    alpha = falseAlarm / 2
    mixture = StartMixture(alternatives: alternatives, blocks: blocks, alpha: alpha)
  }

  /// ln of the present mixture's evidence.
  package var logEvidence: Double { mixture.logEvidence }
  /// Whether the evidence is enough.
  package var isDecided: Bool { mixture.logEvidence >= -LogDomain.log(alpha) }

  /// Takes a block in.
  package mutating func advance(_ ratios: [Double]?) {
    if mixture.isUsedUp {
      alpha /= 2
      mixture = StartMixture(alternatives: alternatives, blocks: blocks, alpha: alpha)
    }
    mixture.advance(ratios)
  }
}
