import Foundation
import Testing

@testable import Kubernetes

struct WatchDecoderTests {
  private func decode(_ recording: String, pieces: Int) throws -> [WatchDecoder<ConfigMap>.Line] {
    let body = try Fixture.response(recording).body
    var decoder = WatchDecoder<ConfigMap>()
    return try stride(from: 0, to: body.count, by: pieces).flatMap { start in
      try decoder.receive(Data(body[start..<min(start + pieces, body.count)]))
    }
  }

  @Test(arguments: [1, 7, 1024, 100_000]) func readsEventsHoweverTheBytesAreCut(pieces: Int) throws {
    let lines = try decode("watch-bookmarks-70s", pieces: pieces).map { line in
      switch line {
      case .event(.added(let map), let version): "+\(map.name) \(map.data ?? [:]) \(version ?? "")"
      case .event(.modified(let map), let version): "~\(map.name) \(map.data ?? [:]) \(version ?? "")"
      case .event(.deleted(let map), let version): "-\(map.name) \(version ?? "")"
      case .event(.restarted, _): "restarted"
      case .bookmark(let version): "bookmark \(version ?? "")"
      case .error(let status): "error \(status.code ?? 0)"
      }
    }
    #expect(
      lines == [
        #"+w1 ["a": "1"] 5810"#, #"~w1 ["a": "2"] 5811"#, "-w1 5814", "bookmark 5825", "bookmark 5825",
      ])
  }

  @Test func readsAnExpiredVersionInsideA200() throws {
    let lines = try decode("410-watch-pods-rv1", pieces: 10)
    guard lines.count == 1, case .error(let status) = lines.first else {
      Issue.record("unexpected \(lines)")
      return
    }
    #expect(status.code == 410)
    #expect(status.reason == "Expired")
  }

  @Test func doesNotGuessUnknownEvents() {
    var decoder = WatchDecoder<ConfigMap>()
    #expect(throws: DecodingError.self) {
      try decoder.receive(Data(#"{"type":"NEW","object":{"metadata":{}}}"#.utf8) + Data([10]))
    }
  }

  @Test func anEventWithoutAnEndIsAnError() throws {
    var decoder = WatchDecoder<ConfigMap>()
    let piece = Data(repeating: UInt8(ascii: "x"), count: 40 << 20)
    #expect(try decoder.receive(piece).isEmpty)
    #expect(throws: DecodingError.self) { try decoder.receive(piece) }
  }
}
