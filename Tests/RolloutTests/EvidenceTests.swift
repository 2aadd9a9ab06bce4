import Testing

import Identity

@testable import Rollout

/// The vectors of the algorithm's reference: alpha 1e-3, allowed increase 1.5, 120 blocks.
struct EvidenceTests {
  /// A block and what the evidence is after it.
  typealias Step = (block: ArmCounts, logEvidence: Double?)

  private func block(_ xc: Int, _ nc: Int, _ xb: Int, _ nb: Int) -> ArmCounts {
    ArmCounts(canaryErrors: xc, canaryRequests: nc, baselineErrors: xb, baselineRequests: nb)
  }

  private func run(_ steps: [Step], dispersion: Double = 1) {
    var mixture = StartMixture(alternatives: ErrorEvidence.grid.count, blocks: 120, alpha: 1e-3)
    for step in steps {
      mixture.advance(ErrorEvidence.ratios(step.block, maxIncrease: 1.5, dispersion: dispersion))
      if let expected = step.logEvidence { #expect(abs(mixture.logEvidence - expected) < 1e-6) }
    }
  }

  @Test("V1: a few errors more on the canary")
  func slowlyWorse() {
    run([
      (block(0, 100, 1, 900), -0.317954), (block(2, 100, 0, 900), 1.178580), (block(3, 100, 1, 900), 4.335283),
      (block(2, 100, 0, 900), 7.540816),
      (block(4, 100, 2, 900), 10.994696), (block(1, 100, 1, 900), 11.423491),
    ])
  }

  @Test("V2: one block of nothing but errors cannot decide alone")
  func burst() {
    run([(block(100, 100, 0, 900), 3.469565), (block(0, 100, 0, 900), 3.469565), (block(0, 100, 1, 900), 0.952145)])
  }

  @Test("V3: a fault that begins late is found")
  func lateFault() {
    run(
      Array(repeating: (block(1, 100, 9, 900), nil), count: 49) + [(block(1, 100, 9, 900), -1.220736)]
        + Array(repeating: (block(5, 100, 9, 900), nil), count: 11) + [(block(5, 100, 9, 900), 16.726971)])
  }

  @Test("V4: a dispersed baseline needs more")
  func dispersed() {
    run(Array(repeating: (block(2, 100, 1, 900), nil), count: 9) + [(block(2, 100, 1, 900), 5.383493)], dispersion: 3)
  }

  @Test("a clean canary passes after about 190 requests")
  func pass() {
    #expect(PassEvidence.logEvidence(block(0, 150, 0, 300)) < 2.9957)
    #expect(PassEvidence.logEvidence(block(0, 200, 0, 400)) > 2.9957)
  }

  @Test("total failure takes two blocks, an outage of both arms none")
  func decisions() {
    var evidence = Evidence(AnalysisPlan(), seconds: 30)
    evidence.add(["shop/x": block(100, 100, 0, 200)].mapKeys(), dispersion: 1)
    #expect(evidence.verdict != .rollBack)
    evidence.add(["shop/x": block(100, 100, 0, 200)].mapKeys(), dispersion: 1)
    #expect(evidence.verdict == .rollBack)
    #expect(evidence.worstRoute?.route.name == "shop/x")
    var common = Evidence(AnalysisPlan(), seconds: 30)
    for _ in 0..<100 { common.add(["shop/x": block(95, 100, 190, 200)].mapKeys(), dispersion: 1) }
    #expect(common.verdict != .rollBack)
  }
}
