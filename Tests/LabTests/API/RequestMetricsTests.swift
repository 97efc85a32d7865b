import Foundation
import Testing

@testable import Lab

@Suite("What the API server counts")
struct RequestMetricsTests {
  @Test("requests are told apart by verb, resource and how they ended, as apiserver_request_total does")
  func counts() async throws {
    let facade = try APIFacade.empty()
    let pods = "/api/v1/namespaces/probe/pods"
    _ = try await facade.send("POST", pods, busyboxPod("a"))
    _ = try await facade.send("POST", pods, busyboxPod("a"))
    _ = try await facade.send("GET", pods)
    _ = try await facade.send("GET", pods)
    _ = try await facade.send("GET", "\(pods)/a")
    _ = try await facade.send("GET", "\(pods)/b")
    _ = try await facade.send("DELETE", pods)
    _ = try await facade.send("GET", "/version")
    let text = try #require(try await facade.send("GET", "/metrics").body.string)
    func line(_ code: Int, _ resource: String, _ verb: String, _ version: String = "v1") -> String {
      let labels =
        #"code="\#(code)",group="",resource="\#(resource)",subresource="",verb="\#(verb)",version="\#(version)""#
      return "apiserver_request_total{\(labels)}"
    }
    #expect(text.contains("# TYPE apiserver_request_total counter\n"))
    #expect(text.contains("\(line(201, "pods", "POST")) 1\n"))
    #expect(text.contains("\(line(409, "pods", "POST")) 1\n"))
    #expect(text.contains("\(line(200, "pods", "LIST")) 2\n"))
    #expect(text.contains("\(line(200, "pods", "GET")) 1\n"))
    #expect(text.contains("\(line(404, "pods", "GET")) 1\n"))
    #expect(text.contains("\(line(200, "pods", "DELETECOLLECTION")) 1\n"))
    #expect(text.contains("\(line(200, "", "GET", "")) 1\n"))
  }

  @Test("metrics are not for everybody")
  func refused() async throws {
    let facade = try APIFacade.empty()
    let user = APIUser(name: "alice", groups: ["system:authenticated"])
    #expect(try await facade.send("GET", "/metrics", user: user).status == 403)
  }
}
