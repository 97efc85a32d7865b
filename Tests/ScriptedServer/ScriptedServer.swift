import Foundation
import Synchronization

/// An HTTP/1.1 server on loopback that answers as a test tells it to; every answer ends its connection.
public final class ScriptedServer: Sendable {
  /// What was asked.
  public struct Request: Sendable, Hashable {
    /// The HTTP method.
    public var method: String
    /// Path and query as sent.
    public var target: String
    /// The bytes after the head.
    public var body: Data

    /// The target without the query.
    public var path: String { String(target.prefix { $0 != "?" }) }
    /// `METHOD PATH`, without the query.
    public var operation: String { "\(method) \(path)" }
  }

  /// What is answered.
  public enum Answer: Sendable {
    /// A response with a JSON body.
    case response(Int, _ body: String = "{}", headers: [String: String] = [:])
    /// The same, so much later.
    case late(Duration, Int, _ body: String = "{}")
    /// Nothing, on a connection that stays open.
    case silence
    /// The end of the connection.
    case hangUp
  }

  /// Where it listens.
  public let port: Int
  private let listener: Int32
  private let script: @Sendable (Request) -> Answer
  private let seen = Mutex<[Request]>([])
  private let silent = Mutex<[Int32]>([])

  /// Starts listening.
  ///
  /// - Parameters:
  ///   - port: A port of loopback; 0 for any that is free.
  ///   - script: Called for every request, on a thread of its connection.
  public init(port: Int = 0, _ script: @escaping @Sendable (Request) -> Answer) throws {
    self.script = script
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    self.listener = listener
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    guard isListening else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EADDRINUSE) }
    self.port = Int(in_port_t(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { break }
        Thread.detachNewThread { [self] in serve(connection) }
      }
      // Only here: closed by another thread, its number could be that of another test's server by the time this loop asks
      // for the next connection, and this script would answer in its place.
      close(listener)
    }
  }

  /// `http://127.0.0.1:PORT`.
  public var url: String { "http://127.0.0.1:\(port)" }

  /// What has been asked so far, in order.
  public var requests: [Request] { seen.withLock { $0 } }

  /// How often `METHOD PATH` was asked.
  public func count(_ operation: String) -> Int { requests.count { $0.operation == operation } }

  /// Stops listening, so that further connections are refused, and ends the silent ones.
  public func stop() {
    // Wakes up `accept`, whose thread then closes.
    shutdown(listener, Int32(SHUT_RDWR))
    for connection in silent.withLock({ exchange(&$0, with: []) }) { close(connection) }
  }

  private func serve(_ connection: Int32) {
    guard let request = read(connection) else {
      close(connection)
      return
    }
    seen.withLock { $0.append(request) }
    switch script(request) {
    case .response(let status, let body, let headers): answer(connection, status, body, headers)
    case .late(let pause, let status, let body):
      Thread.sleep(forTimeInterval: pause / .seconds(1))
      answer(connection, status, body, [:])
    case .silence: silent.withLock { $0.append(connection) }
    case .hangUp: close(connection)
    }
  }

  private func answer(_ connection: Int32, _ status: Int, _ body: String, _ headers: [String: String]) {
    var head = "HTTP/1.1 \(status) Scripted\r\nContent-Type: application/json\r\nConnection: close\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    let data = Array("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
    // A client that has gone must not end the test process with SIGPIPE.
    _ = send(connection, data, data.count, Int32(MSG_NOSIGNAL))
    close(connection)
  }

  private func read(_ connection: Int32) -> Request? {
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let end = Data("\r\n\r\n".utf8)
    while true {
      if let head = data.range(of: end) {
        let lines = String(decoding: data[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        let length =
          lines.first { $0.lowercased().hasPrefix("content-length:") }
          .flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) } ?? 0
        if words.count >= 2, data.endIndex - head.upperBound >= length {
          return Request(method: words[0], target: words[1], body: Data(data[head.upperBound...]))
        }
      }
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      data += buffer[..<count]
    }
  }
}
