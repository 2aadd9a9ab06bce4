import Git
import Testing

@Suite("When a source is looked at again")
struct PollScheduleTests {
  /// The waits after looks that failed or did not, without jitter.
  private func waits(_ interval: Duration, _ failed: [Bool], random: Double = 0.5) -> [Duration] {
    var schedule = PollSchedule(interval: interval)
    return failed.map { schedule.next(failed: $0, random: random) }
  }

  @Test("a source that answers is asked at the interval")
  func interval() {
    #expect(waits(.seconds(15), [false, false, false]) == [.seconds(15), .seconds(15), .seconds(15)])
  }

  @Test("one that fails is asked after the interval, twice that, and so on to five minutes; one answer ends that")
  func backoff() {
    #expect(
      waits(.seconds(15), [true, true, true, true, true, true, true, false, true]).map(\.components.seconds)
        == [15, 30, 60, 120, 240, 300, 300, 15, 15])
  }

  @Test("an interval that is longer than five minutes is never shortened, and a short one is not a hammer")
  func extremes() {
    #expect(waits(.seconds(3600), [true, true]) == [.seconds(3600), .seconds(3600)])
    #expect(waits(.milliseconds(100), [true, true]) == [.seconds(1), .seconds(2)])
    #expect(waits(.seconds(1), Array(repeating: true, count: 10_000), random: 1).allSatisfy { $0 <= .seconds(330) })
  }

  @Test("jitter is a tenth to either side", arguments: [(0.0, 900), (0.5, 1000), (1.0, 1100)])
  func jitter(_ random: Double, milliseconds: Int) {
    let wait = waits(.seconds(1), [false], random: random)[0]
    #expect(abs((wait - .milliseconds(milliseconds)) / .milliseconds(1)) < 0.001)
  }
}
