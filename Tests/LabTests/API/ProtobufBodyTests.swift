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

  @Test("a Secret's bytes are in base64, and a change of it keeps the version that it is of")
  func secret() {
    let entry = message((1, text("release")), (2, Data([0xFF, 0x00, 0x10])))
    let metadata = message((1, text("sh.helm.release.v1.netproof.v1")), (6, text("17")))
    let object = ProtobufBody.object(
      body("Secret", "v1", message((1, metadata), (2, entry), (3, text("helm.sh/release.v1")))))
    #expect(
      object == [
        "kind": "Secret", "apiVersion": "v1", "type": "helm.sh/release.v1", "data": ["release": "/wAQ"],
        "metadata": ["name": "sh.helm.release.v1.netproof.v1", "resourceVersion": "17"],
      ])
  }

  @Test("how something is to be deleted is read, as Helm asks it")
  func deletion() throws {
    let preconditions = message((1, text("7f")))
    let options = Data([1 << 3, 0x1E]) + message((2, preconditions), (4, text("Foreground")))
    let sent = body("DeleteOptions", "v1", options)
    #expect(
      ProtobufBody.object(sent) == [
        "kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 30, "preconditions": ["uid": "7f"],
        "propagationPolicy": "Foreground",
      ])
  }

  @Test("a kind that is not read, and a broken body, are none")
  func unknown() {
    #expect(ProtobufBody.object(body("Deployment", "apps/v1", Data())) == nil)
    #expect(ProtobufBody.object(Data("{}".utf8)) == nil)
    let whole = body("Namespace", "v1", message((1, message((1, text("abc"))))))
    for length in 0..<whole.count { #expect(ProtobufBody.object(whole.prefix(length)) == nil, "\(length)") }
  }
}
