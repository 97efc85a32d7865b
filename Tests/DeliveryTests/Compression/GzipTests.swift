import Foundation
import Testing

@testable import Delivery

@Suite("gzip")
struct GzipTests {
  private let text = Data(String(repeating: "netproof proves ", count: 20_000).utf8)

  @Test("what is compressed is smaller, and comes back as it was", arguments: [0, 1, 65_535, 65_536, 320_000])
  func roundTrip(length: Int) throws {
    let data = text.prefix(length)
    let compressed = try Gzip.compress(data)
    #expect(length < 65_535 || compressed.count < length / 100)
    #expect(try Gzip.decompress(compressed, limit: length) == data)
  }

  @Test("the same data gives the same bytes, so that a ConfigMap changes only with its record")
  func reproducible() throws { #expect(try Gzip.compress(text) == Gzip.compress(text)) }

  @Test("gzip itself reads it")
  func independentReader() async throws {
    try await Records.withFolder { folder in
      let file = folder.appending(path: "run.json.gz")
      try Gzip.compress(text).write(to: file)
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["gzip", "-d", file.path]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(try Data(contentsOf: folder.appending(path: "run.json")) == text)
    }
  }

  @Test("pieces make the same as the whole; with too little room the rest is not asked for")
  func pieces() throws {
    let noise = Data((0..<400_000).map { _ in UInt8.random(in: 0...255) })
    let pieces = stride(from: 0, to: noise.count, by: 1000).map { noise[$0..<($0 + 1000)] }
    let whole = try #require(try Gzip.compress(limit: 500_000) { for piece in pieces { try $0(piece) } })
    #expect(try Gzip.decompress(whole, limit: noise.count) == noise)
    var asked = 0
    let none = try Gzip.compress(limit: 100_000) { sink in
      for piece in pieces {
        asked += 1
        try sink(piece)
      }
    }
    #expect(none == nil && asked < pieces.count)
  }

  @Test("damaged data and data that is none are errors", arguments: [Data("no gzip".utf8), Data()])
  func damaged(data: Data) throws {
    #expect(throws: DeliveryError.self) { try Gzip.decompress(data, limit: 100) }
  }

  @Test("data that ends too early is an error, not a shorter text")
  func truncated() throws {
    let compressed = try Gzip.compress(text)
    #expect(throws: DeliveryError.self) { try Gzip.decompress(compressed.dropLast(9), limit: text.count) }
  }

  @Test("data that holds more than it may is refused")
  func tooLarge() throws {
    let compressed = try Gzip.compress(text)
    let error = #expect(throws: DeliveryError.self) { try Gzip.decompress(compressed, limit: text.count - 1) }
    #expect(error?.description.contains("more than") == true)
  }
}
