import CLibcurl
import Foundation
import ScriptedServer
import Testing

@testable import Kubernetes

@Suite("Peers that vanish")
struct SilenceTests {
  @Test("every connection is given up when what was sent stays unacknowledged for as long as the options say")
  func userTimeout() throws {
    let server = try ScriptedServer { _ in .silence }
    defer { server.stop() }
    let endpoint = try ServerEndpoint(.init(contextName: "scripted", server: server.url))
    let easy = try EasyHandle()
    try endpoint.configure(
      easy, target: "/", credentials: .init(), options: .init(silenceTimeout: .milliseconds(7890)))
    try easy.set(1, CURLOPT_CONNECT_ONLY)
    #expect(curl_easy_perform(easy.raw) == CURLE_OK)
    let socket = try #require(easy.activeSocket)
    var value: UInt32 = 0
    var size = socklen_t(MemoryLayout<UInt32>.size)
    // TCP_USER_TIMEOUT and SO_KEEPALIVE as tcp(7) and socket(7) have them.
    #expect(getsockopt(socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &value, &size) == 0)
    #expect(value == 7890)
    #expect(getsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &value, &size) == 0)
    #expect(value == 1)
  }
}
