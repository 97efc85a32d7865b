import Archives
import Foundation
import Testing

@Suite("Damaged archives give what is whole of them, and say what is not")
struct ArchiveDamageTests {
  private let scratch: Scratch
  private let files = (0..<12).map { ("dump/cmd/file-\($0).md", Data.noise(3000 + 100 * $0, seed: UInt64($0))) }

  init() throws { scratch = try Scratch() }

  private func read(_ bytes: Data) throws -> (Keeper, ArchiveError?) {
    let path = try scratch.file("damaged", bytes)
    var keeper = Keeper()
    do {
      _ = try ArchiveReader.read([path], &keeper)
      return (keeper, nil)
    } catch {
      return (keeper, error)
    }
  }

  @Test(
    "Cut anywhere: what is handed over whole is as it was, and the cut is told",
    arguments: ArchiveWriter.Format.allCases)
  func cuts(_ format: ArchiveWriter.Format) throws {
    let path = try scratch.archive("x", format, files)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let contents = Dictionary(uniqueKeysWithValues: files)
    for length in stride(from: 0, to: whole.count - 2000, by: whole.count / 40) {
      let (keeper, error) = try read(whole.prefix(length))
      #expect(error != nil || !keeper.damages.isEmpty, "cut at \(length)")
      for file in keeper.files where !file.isCut { #expect(file.data == contents[file.entry.path], "cut at \(length)") }
      for file in keeper.files where file.isCut {
        #expect(contents[file.entry.path]?.starts(with: file.data) == true, "cut at \(length)")
      }
    }
  }

  @Test("Bytes changed at random never crash the reader", arguments: ArchiveWriter.Format.allCases)
  func mutations(_ format: ArchiveWriter.Format) throws {
    let path = try scratch.archive("x", format, files)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    var random = SplitMix(state: 4711)
    var seen = 0
    for _ in 0..<150 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if Int.random(in: 0..<4, using: &random) == 0 {
        bytes = bytes.prefix(Int.random(in: 0..<bytes.count, using: &random))
      }
      let (keeper, _) = try read(bytes)
      seen += keeper.files.count
      #expect(keeper.paths.allSatisfy { !$0.hasPrefix("/") && !$0.split(separator: "/").contains("..") })
    }
    #expect(seen > 0)
  }

  @Test("A damaged archive within another leaves the rest of the outer one")
  func nested() throws {
    // Larger than what gzip's reader takes at once.
    let large = files.map { ($0.0, Data.noise(200_000)) }
    let inner = try Data(contentsOf: URL(fileURLWithPath: scratch.archive("i.tar.gz", .tarGzip, large)))
    let path = try scratch.archive(
      "o.zip", .zip, [("inner.tar.gz", inner.prefix(inner.count / 2)), ("after", Data("x"))])
    var keeper = Keeper()
    _ = try ArchiveReader.read([path], &keeper)
    #expect(keeper.paths.last == "after" && keeper.paths.contains("inner.tar.gz/dump/cmd/file-0.md"))
    #expect(keeper.damages.contains { $0.place.hasPrefix("inner.tar.gz") })
  }
}
