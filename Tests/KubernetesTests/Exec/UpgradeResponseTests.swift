import Foundation
import Testing

@testable import Kubernetes

/// Answers to an upgrade that no API server gives, but that anything on the way might. Found by `scripts/fuzz`.
struct UpgradeResponseTests {
  private func refusal(_ answer: String) throws -> HTTPResponse {
    var parser = UpgradeResponseParser()
    var outcome = parser.receive(Data(answer.utf8))
    if outcome == .needsMore { outcome = parser.end() }
    guard case .refused(let response) = outcome else {
      Issue.record("\(outcome)")
      return HTTPResponse(head: HTTPHead(status: 0), body: Data())
    }
    return response
  }

  @Test(arguments: ["-1", "-9223372036854775808", "9223372036854775808", "many", "", "1000"])
  func aBodyWhoseLengthIsWrongIsReadToItsEnd(length: String) throws {
    let response = try refusal("HTTP/1.1 403 Forbidden\r\nContent-Length: \(length)\r\n\r\nwho are you?")
    #expect(response.head.status == 403)
    #expect(String(decoding: response.body, as: UTF8.self) == "who are you?")
  }

  @Test(arguments: ["7FFFFFFFFFFFFFFF", "-1", "FFFFFFFFFFFFFFFFFF", "3", "zz"])
  func aChunkThatClaimsMoreThanThereIsStillComesWithItsStatus(size: String) throws {
    let response = try refusal("HTTP/1.1 502 Bad Gateway\r\nTransfer-Encoding: chunked\r\n\r\n\(size)\r\nno")
    #expect(response.head.status == 502)
  }
}
