import Testing

@testable import XDS

@Suite("First pushes") struct FirstPushesTests {
  @Test("so many streams have their turn together, the others wait in order")
  func turns() {
    var pushes = FirstPushes()
    var begun: [Bool] = []
    for stream in 0..<FirstPushes.limit + 2 { begun.append(pushes.begin(stream)) }
    #expect(begun == Array(repeating: true, count: FirstPushes.limit) + [false, false])
    let keeps = pushes.begin(3)
    #expect(keeps, "a stream that has its turn keeps it")
    let next = [pushes.end(3), pushes.end(4), pushes.end(5)]
    #expect(next == [FirstPushes.limit, FirstPushes.limit + 1, nil])
  }

  @Test("a stream that goes away leaves the queue, and ends its turn once")
  func leaving() {
    var pushes = FirstPushes()
    for stream in 0..<FirstPushes.limit + 2 { _ = pushes.begin(stream) }
    let waited = pushes.end(FirstPushes.limit)
    #expect(waited == nil, "it had no turn to give")
    let next = [pushes.end(0), pushes.end(0)]
    #expect(next == [FirstPushes.limit + 1, nil])
  }
}
