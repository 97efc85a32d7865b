import Foundation
import Testing

@testable import Lab

@Suite("kubectl's protobuf bodies")
struct ProtobufBodyTests {
  /// A message by hand: field numbers and their bytes.
  private func message(_ fields: (Int, Data)...) -> Data {
    fields.reduce(into: Data()) { data, field in
      data.append(contentsOf: [UInt8(field.0 << 3 | 2), UInt8(field.1.count)])
      data.append(field.1)
    }
  }

  private func text(_ value: String) -> Data { Data(value.utf8) }

  private func body(_ kind: String, _ version: String, _ object: Data) -> Data {
    text("k8s\0") + message((1, message((1, text(version)), (2, text(kind)))), (2, object))
  }

  @Test("a namespace with labels is read")
  func namespace() {
    let metadata = message((1, text("abc")), (11, message((1, text("team")), (2, text("net")))))
    #expect(
      ProtobufBody.object(body("Namespace", "v1", message((1, metadata)))) == [
        "kind": "Namespace", "apiVersion": "v1", "metadata": ["name": "abc", "labels": ["team": "net"]],
      ])
  }

  @Test("a TokenRequest keeps how long the token is to last")
  func token() {
    let spec = message((1, text("api"))) + Data([4 << 3, 0x84, 0x07])
    let object = ProtobufBody.object(body("TokenRequest", "authentication.k8s.io/v1", message((2, spec))))
    #expect(object?["spec"] == ["audiences": ["api"], "expirationSeconds": 900])
  }

  @Test("a kind that is not read, and a broken body, are none")
  func unknown() {
    #expect(ProtobufBody.object(body("Deployment", "apps/v1", Data())) == nil)
    #expect(ProtobufBody.object(Data("{}".utf8)) == nil)
    let whole = body("Namespace", "v1", message((1, message((1, text("abc"))))))
    for length in 0..<whole.count { #expect(ProtobufBody.object(whole.prefix(length)) == nil, "\(length)") }
  }
}
