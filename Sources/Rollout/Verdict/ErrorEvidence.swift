/// Requests and errors of both arms in one block.
package struct ArmCounts: Hashable, Sendable, Codable {
  package var canaryErrors: Int
  package var canaryRequests: Int
  package var baselineErrors: Int
  package var baselineRequests: Int

  /// Makes counts.
  package init(canaryErrors: Int = 0, canaryRequests: Int = 0, baselineErrors: Int = 0, baselineRequests: Int = 0) {
    self.canaryErrors = canaryErrors
    self.canaryRequests = canaryRequests
    self.baselineErrors = baselineErrors
    self.baselineRequests = baselineRequests
  }

  /// Adds another block.
  package static func += (left: inout ArmCounts, right: ArmCounts) {
    left.canaryErrors += right.canaryErrors
    left.canaryRequests += right.canaryRequests
    left.baselineErrors += right.baselineErrors
    left.baselineRequests += right.baselineRequests
  }
}

/// The relative test: is the canary's error rate more than `maxIncrease` times the baseline's?
///
/// Given the errors of both arms together, the canary's share of them is binomial; whatever hits both arms cancels out.
package enum ErrorEvidence {
  /// The multiples of the allowed increase that are tried.
  package static let grid: [Double] = [2, 3, 5, 10, 20, 50, 100]

  /// The log-likelihood ratio of each alternative; none when the block holds no errors or lacks an arm.
  package static func ratios(_ block: ArmCounts, maxIncrease: Double, dispersion: Double) -> [Double]? {
    guard block.canaryErrors + block.baselineErrors > 0, block.canaryRequests > 0, block.baselineRequests > 0 else { return nil }
    let (canary, baseline) = (Double(block.canaryRequests), Double(block.baselineRequests))
    func share(_ ratio: Double) -> Double { ratio * canary / (ratio * canary + baseline) }
    let boundary = share(maxIncrease)
    return grid.map { multiple in
      let alternative = share(maxIncrease * multiple)
      let hits = Double(block.canaryErrors) * LogDomain.log(alternative / boundary)
      let misses = Double(block.baselineErrors) * LogDomain.log((1 - alternative) / (1 - boundary))
      return (hits + misses) / dispersion
    }
  }
}

/// The absolute test: is the canary's error rate above the floor at all?
package enum AbsoluteGuard {
  /// The chance of a false alarm, of the guard by itself.
  static let falseAlarm = 0.05
  /// The multiples of the floor that are tried.
  static let grid: [Double] = [2, 4, 8, 20, 60]

  /// The floors that the logarithms below can carry: whatever a plan says, a release that only fails is above it.
  static let floors = 1e-6...0.9

  /// The log-likelihood ratio of each alternative; none when the canary had no requests.
  static func ratios(_ block: ArmCounts, floor: Double, dispersion: Double) -> [Double]? {
    guard block.canaryRequests > 0 else { return nil }
    let floor = min(max(floor, floors.lowerBound), floors.upperBound)
    let good = Double(block.canaryRequests - block.canaryErrors)
    return grid.map { multiple in
      let rate = min(floor * multiple, 0.9)
      let hits = Double(block.canaryErrors) * LogDomain.log(rate / floor)
      return (hits + good * LogDomain.log((1 - rate) / (1 - floor))) / dispersion
    }
  }
}

/// The opposite test: is there evidence that the canary is good?
package enum PassEvidence {
  /// The chance that a bad canary passes.
  static let falsePass = 0.05
  private static let grid: [Double] = [0.05, 0.1, 0.2, 0.4]

  /// ln of the evidence against "the canary's error rate is `bad` or more", `bad` being 2 % or five times the baseline's.
  package static func logEvidence(_ totals: ArmCounts) -> Double {
    let baseline = totals.baselineRequests > 0 ? Double(totals.baselineErrors) / Double(totals.baselineRequests) : 0
    let bad = min(max(0.02, 5 * baseline), 0.9)
    let good = Double(totals.canaryRequests - totals.canaryErrors)
    let terms = grid.map { part in
      Double(totals.canaryErrors) * LogDomain.log(part) + good * LogDomain.log((1 - part * bad) / (1 - bad))
        - LogDomain.log(Double(grid.count))
    }
    return LogDomain.sum(terms)
  }

  /// Whether the evidence is enough.
  static func isEnough(_ totals: ArmCounts) -> Bool { logEvidence(totals) >= -LogDomain.log(falsePass) }
}
