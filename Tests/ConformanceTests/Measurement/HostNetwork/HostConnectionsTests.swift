import Cilium
import Foundation
import Glibc
import Testing

@testable import Conformance

@Suite("Connections from a node's own network")
struct HostConnectionsTests {
  private func answered(_ line: String) -> Bool? {
    HostConnections.parse(line + "\n").values.first.flatMap(\.answered)
  }

  @Test("a DNS question has the name in labels, and the family's kind of record")
  func question() {
    let head: [UInt8] = [0x4E, 0x50, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 6]
    let name = head + Array("google".utf8) + [3] + Array("com".utf8)
    #expect(NameQuestion("google.com").bytes == name + [0, 0, 1, 0, 1])
    #expect(NameQuestion("google.com", .ipv6).bytes == name + [0, 0, 28, 0, 1])
    #expect(NameQuestion("a").escaped.hasPrefix(#"\x4e\x50\x01\x00"#))
  }

  @Test("what counts as an answer depends on what is asked: a page, a connection, a host, a name")
  func kinds() {
    #expect(answered("page 10.0.0.1 80 0 HTTP/1.0 200 OK") == true)
    #expect(answered("page 10.0.0.1 80 0 SSH-2.0") == nil)
    #expect(answered("connection 10.0.0.1 443 0 ") == true)
    #expect(answered("connection 10.0.0.1 443 1 Connection refused") == false)
    #expect(answered("connection 10.0.0.1 443 124 ") == false)
    #expect(answered("connection nowhere.test 443 1 Name or service not known") == nil)
    // Who refuses is there.
    #expect(answered("host 10.0.0.1 10250 1 Connection refused") == true)
    #expect(answered("host 10.0.0.1 10250 1 No route to host") == false)
    #expect(answered("host 10.0.0.1 10250 127 bash") == nil)
    #expect(answered("strange 10.0.0.1 80 0 HTTP/1.0") == nil && HostConnections.parse("page a b c").isEmpty)
  }

  @Test("a DNS answer counts when it says no error and has a record; a stranger's does not")
  func names() {
    func header(_ bytes: String) -> Bool? { answered("name 10.96.0.10 53 0  \(bytes)") }
    #expect(header("4e 50 81 80 00 01 00 01 00 00 00 00") == true)
    #expect(header("4e 50 81 83 00 01 00 00 00 00 00 00") == false, "no such name")
    #expect(header("4e 50 81 80 00 01 00 00 00 00 00 00") == false, "no record")
    #expect(header("4e 50 01 00 00 01 00 00 00 00 00 00") == nil, "a question")
    #expect(header("4e 51 81 80 00 01 00 01 00 00 00 00") == nil, "of somebody else's question")
    #expect(header("4e 50 81") == nil && header("") == nil)
    #expect(answered("name 10.96.0.10 53 1 ") == false && answered("name 10.96.0.10 53 124 ") == false)
    #expect(answered("name 10.96.0.10 53 127 od") == nil)
  }

  @Test("the script tells pages, closed ports and answers of a DNS server")
  func script() async throws {
    let server = try PageServer()
    defer { server.close() }
    let resolver = try NameServer()
    defer { resolver.close() }
    func target(_ kind: HostConnections.Kind, _ port: Int) -> HostConnections.Target {
      // The length of its first label is the byte of a line's end.
      let question = kind == .name ? NameQuestion("kubernetes.test").escaped : ""
      return HostConnections.Target(kind: kind, address: "127.0.0.1", port: port, question: question)
    }
    let targets = [
      target(.page, server.port), target(.page, 1), target(.connection, 1), target(.host, 1),
      target(.name, resolver.port), target(.name, 1),
    ]
    let command = HostConnections.command(targets, patience: 2)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    server.answerOnce()
    resolver.answerOnce()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let answers = HostConnections.parse(text)
    #expect(targets.map { answers[$0.key]?.answered } == [true, false, false, true, true, false], "\(text)")
  }

}

/// A socket on loopback, at a port that is free.
private struct LoopbackSocket {
  let descriptor: Int32
  let port: Int

  init(_ kind: __socket_type) throws {
    let descriptor = socket(AF_INET, Int32(kind.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && (kind != SOCK_STREAM || listen(descriptor, 4) == 0)
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(bound)
    self.descriptor = descriptor
    port = Int(UInt16(bigEndian: address.sin_port))
  }
}

/// Listens on loopback and answers one request with a page.
private final class PageServer: Sendable {
  private let descriptor: Int32
  let port: Int

  init() throws {
    let own = try LoopbackSocket(SOCK_STREAM)
    (descriptor, port) = (own.descriptor, own.port)
  }

  func answerOnce() {
    let client = accept(descriptor, nil, nil)
    var request = [UInt8](repeating: 0, count: 256)
    _ = recv(client, &request, request.count, 0)
    let page = Array("HTTP/1.0 200 OK\r\n\r\nhello\n".utf8)
    _ = send(client, page, page.count, 0)
    _ = Glibc.close(client)
  }

  func close() { _ = Glibc.close(descriptor) }
}

/// Waits on loopback for one datagram and answers it as a DNS server would that has a record.
private final class NameServer: Sendable {
  private let descriptor: Int32
  let port: Int

  init() throws {
    let own = try LoopbackSocket(SOCK_DGRAM)
    (descriptor, port) = (own.descriptor, own.port)
  }

  func answerOnce() {
    var client = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    var message = [UInt8](repeating: 0, count: 512)
    withUnsafeMutablePointer(to: &client) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { client in
        let count = recvfrom(descriptor, &message, message.count, 0, client, &length)
        guard count > 12 else { return }
        (message[2], message[3], message[7]) = (0x81, 0x80, 1)
        _ = sendto(descriptor, message, count, 0, client, length)
      }
    }
  }

  func close() { _ = Glibc.close(descriptor) }
}
