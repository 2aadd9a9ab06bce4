import Foundation
import Operator
import Testing
import X509

@Suite("A fleet's authority is exchanged without anybody losing trust")
struct AuthoritiesTests {
  private let start = Date(timeIntervalSince1970: 1_800_000_000)
  private let day: TimeInterval = 86_400

  @Test("nothing is due while two thirds of its time are ahead")
  func young() throws {
    let first = try Authorities(name: "test", now: start)
    #expect(try first.advanced(name: "test", now: start + 6 * 365 * day) == nil)
    #expect(first.trust == [first.current.chain])
  }

  @Test("the next is published first, signs after two days, and the one before is forgotten when all that it signed is over")
  func exchange() throws {
    let first = try Authorities(name: "test", now: start)
    let due = start + 7 * 365 * day
    let published = try #require(try first.advanced(name: "test", now: due))
    #expect(published.current == first.current)
    #expect(published.trust == [published.next?.chain, first.current.chain])
    #expect(try published.advanced(name: "test", now: due + day) == nil)
    let signing = try #require(try published.advanced(name: "test", now: due + 3 * day))
    #expect(signing.current == published.next && signing.next == nil)
    #expect(signing.trust == [signing.current.chain, first.current.chain])
    #expect(try signing.advanced(name: "test", now: due + 3.5 * day) == nil)
    let settled = try #require(try signing.advanced(name: "test", now: due + 5 * day))
    #expect(settled.trust == [signing.current.chain])
    #expect(try settled.advanced(name: "test", now: due + 6 * day) == nil)
  }

  @Test("one that is over is replaced at once: nobody believes it any more")
  func over() throws {
    let first = try Authorities(name: "test", now: start)
    let late = start + 11 * 365 * day
    let after = try #require(try first.advanced(name: "test", now: late))
    #expect(after.current != first.current && after.trust == [after.current.chain])
    let published = try #require(try first.advanced(name: "test", now: start + 9 * 365 * day))
    #expect(try published.advanced(name: "test", now: late)?.current == published.next)
  }

  @Test("of a request only the key counts, and it must be signed with it")
  func request() throws {
    let authority = try CertificateAuthority(name: "test", now: start)
    #expect(throws: CertificateAuthority.BadRequest.self) {
      try authority.issue(.workload(id: "spiffe://nuncio/fleet/edge/pod/default/a"), request: "no request", now: start)
    }
  }
}
