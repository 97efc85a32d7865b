import Foundation
import Testing

@testable import Sysdump

@Suite("What was read of a file of another moment is not believed")
struct OtherMomentTests {
  /// The names of a value's properties that hold what was read of files.
  private static func properties(_ value: Any) -> Set<String> {
    Set(Mirror(reflecting: value).children.filter { $0.value is any FileReading }.compactMap(\.label))
  }

  private static func names(_ places: [PartialKeyPath<some Any>]) -> [String] {
    places.map { "\($0)".split(separator: ".").last.map(String.init) ?? "" }
  }

  @Test("Every property of a record that was read of a file is in its list, once")
  func lists() {
    for (all, listed) in [
      (Self.properties(AgentRecord(folder: "x")), Self.names(AgentRecord.readings.map(\.path))),
      (Self.properties(ShownTables()), Self.names(ShownTables.readings.map(\.path))),
      (Self.properties(ClusterObjects()), Self.names(ClusterObjects.readings.map(\.path))),
    ] {
      #expect(all.count > 3 && Set(listed) == all)
      #expect(listed.count == all.count)
    }
  }

  @Test("A file is of another moment where a pause lies between it and most others, however long these took")
  func pauses() throws {
    let start = Date(timeIntervalSince1970: 1_800_000_000)
    // An agent that answers nothing: each command takes its half minute.
    let slow = (0..<60).map { start.addingTimeInterval(30 * TimeInterval($0)) }
    let written = try #require(WritingTimes(slow + [start.addingTimeInterval(-600), start.addingTimeInterval(5000)]))
    #expect(written.files == 60 && written.span == start...start.addingTimeInterval(30 * 59))
    func trouble(_ seconds: TimeInterval) -> String? {
      written.trouble(FileReference(path: "x", modified: start.addingTimeInterval(seconds)), than: "the others")
    }
    #expect(trouble(0) == nil && trouble(1700) == nil)
    #expect(trouble(-600)?.hasPrefix("it was written 10 minutes before the others") == true)
    #expect(trouble(1770 + 180)?.hasPrefix("it was written 3 minutes after the others") == true)
    #expect(written.trouble(FileReference(path: "x"), than: "the others") == nil)
    #expect(WritingTimes([]) == nil)
  }
}
