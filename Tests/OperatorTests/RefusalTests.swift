import Operator
import Rollout
import Rollout
import Testing

@Suite("Refusals: what a proxy says of a release")
struct RefusalTests {
  @Test(
    "only a port in use may become free by itself",
    arguments: [
      ("error adding listener http: cannot bind '0.0.0.0:8080': Address already in use", true),
      ("error adding listener http: cannot bind '0.0.0.0:80': Permission denied", false),
      ("error adding listener http: cannot bind '192.0.2.1:8080': Cannot assign requested address", false),
    ])
  func portInUse(message: String, isPortInUse: Bool) {
    let refusal = Refusals.explain([], message: message + "\n", own: nil, stable: nil)
    #expect(refusal.isPortInUse == isPortInUse)
    #expect(refusal.message == message)
  }
}
