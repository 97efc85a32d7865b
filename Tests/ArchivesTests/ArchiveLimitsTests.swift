import Archives
import Foundation
import Testing

@Suite("What is read of archives is bounded")
struct ArchiveLimitsTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func failure(_ path: String, _ limits: ArchiveLimits = ArchiveLimits()) -> ArchiveError? {
    var keeper = Keeper()
    do {
      _ = try ArchiveReader.read([path], limits: limits, &keeper)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "A bomb is none that is read to its end, wanted or passed over", arguments: ArchiveWriter.Format.allCases,
    [true, false])
  func bombs(_ format: ArchiveWriter.Format, _ isWanted: Bool) throws {
    let path = try scratch.archive("bomb", format, [("zeros", Data(count: 8 << 20))])
    var limits = ArchiveLimits()
    limits.ratioFrom = 1 << 20
    limits.ratio = 50
    var keeper = Keeper()
    keeper.wants = { _ in isWanted }
    let isPassedWithoutUnpacking = format == .zip && !isWanted
    // A tar of zeros is as large as they are.
    if format == .tar || isPassedWithoutUnpacking {
      _ = try ArchiveReader.read([path], limits: limits, &keeper)
    } else {
      #expect { try ArchiveReader.read([path], limits: limits, &keeper) } throws: { error in
        (error as? ArchiveError)?.kind == .tooLarge && "\(error)".contains("50 times")
      }
    }
  }

  @Test("Too many files, and too many bytes in all, end the reading")
  func counts() throws {
    let path = try scratch.archive("x.tar", .tar, (0..<20).map { ("f\($0)", Data.noise(1000)) })
    var few = ArchiveLimits()
    few.entries = 10
    #expect(failure(path, few)?.kind == .tooLarge)
    var small = ArchiveLimits()
    small.unpackedBytes = 5000
    #expect(failure(path, small)?.kind == .tooLarge)
    #expect(failure(path) == nil)
  }

  @Test("A file that is too long is cut, and known to be", arguments: ArchiveWriter.Format.allCases)
  func longFiles(_ format: ArchiveWriter.Format) throws {
    let path = try scratch.archive("x", format, [("long", Data.noise(5000)), ("next", Data("y"))])
    var limits = ArchiveLimits()
    limits.fileBytes = 1000
    var keeper = Keeper()
    _ = try ArchiveReader.read([path], limits: limits, &keeper)
    #expect(keeper.files.map(\.data.count) == [1000, 1] && keeper.files.map(\.isCut) == [true, false])
    #expect(keeper.damages.map(\.place) == ["long"])
  }

  @Test("What is no archive, empty, missing or encrypted is told with what to do")
  func errors() throws {
    #expect(failure(scratch.path("missing"))?.kind == .notFound)
    #expect(failure(try scratch.file("text", Data("hello")))?.kind == .notAnArchive)
    #expect(failure(try scratch.file("nothing", Data()))?.kind == .empty)
    #expect(failure(try scratch.archive("empty.tar", .tar, []))?.kind == .empty)
    try FileManager.default.createDirectory(atPath: scratch.path("folder"), withIntermediateDirectories: true)
    #expect(failure(scratch.path("folder"))?.kind == .empty)
    for error in [failure(scratch.path("missing")), failure(scratch.path("text"))].compactMap({ $0 }) {
      #expect(error.description.contains(error.archive) && error.description.hasSuffix("."))
    }
  }

  @Test("Encrypted files are not taken for their content")
  func encrypted() throws {
    let path = try scratch.archive("x.zip", .zip, [("a", Data("secret"))])
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    // The flag's bit in the local header and in the list of files (APPNOTE 4.4.4).
    bytes[6] |= 1
    let list = try #require(bytes.firstRange(of: Data([0x50, 0x4B, 0x01, 0x02])))
    bytes[list.lowerBound + 8] |= 1
    #expect(failure(try scratch.file("y.zip", bytes))?.kind == .encrypted)
  }
}
