import Foundation
import Testing

@testable import Conformance

@Suite("Properties that few have")
struct SeldomTests {
  private struct Sample: Codable, Hashable {
    var name = "a"
    @Seldom var note: String?
    @Seldom var list: [Int]?
  }

  @Test("are written like any optional member, and left out where there is none")
  func coding() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var sample = Sample()
    #expect(String(decoding: try encoder.encode(sample), as: UTF8.self) == #"{"name":"a"}"#)
    (sample.note, sample.list) = ("b", [1, 2])
    let written = try encoder.encode(sample)
    #expect(String(decoding: written, as: UTF8.self) == #"{"list":[1,2],"name":"a","note":"b"}"#)
    #expect(try JSONDecoder().decode(Sample.self, from: written) == sample)
    let none = try JSONDecoder().decode(Sample.self, from: Data(#"{"name":"a","note":null}"#.utf8))
    #expect(none == Sample())
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Sample.self, from: Data(#"{"name":"a","note":7}"#.utf8))
    }
  }

  @Test("have values: a copy that is changed leaves the other as it was")
  func values() {
    let one = Sample(note: "b")
    var other = one
    #expect(one == other && Set([one, other]).count == 1)
    other.note = "c"
    #expect(one.note == "b" && one != other)
    other.note = "b"
    #expect(one == other)
    other.note = nil
    #expect(one != other && other.note == nil)
  }

  @Test("take a pointer's room")
  func room() { #expect(MemoryLayout<Seldom<HopTrace>>.size == MemoryLayout<Int>.size) }
}
