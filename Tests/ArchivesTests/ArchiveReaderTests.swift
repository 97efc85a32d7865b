import Archives
import Foundation
import Testing

@Suite("Archives are read by their content")
struct ArchiveReaderTests {
  private let scratch: Scratch
  private let files = [
    ("dump/cmd/ip-a.md", Data("1: lo:\n")), ("dump/empty", Data()), ("dump/ü/noise", Data.noise(300_000)),
  ]

  init() throws { scratch = try Scratch() }

  @Test(
    "Every format gives the files that were put in, whatever it is called", arguments: ArchiveWriter.Format.allCases)
  func formats(_ format: ArchiveWriter.Format) throws {
    let path = try scratch.archive("misleading.txt", format, files)
    var keeper = Keeper()
    let sources = try ArchiveReader.read([path], &keeper)
    #expect(keeper.paths == files.map(\.0) && keeper.files.map(\.data) == files.map(\.1))
    #expect(keeper.files.allSatisfy { $0.entry.modified == Scratch.time && !$0.isCut } && keeper.damages.isEmpty)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path)).count
    #expect(sources.map(\.files) == [3] && sources[0].size == bytes)
  }

  @Test("Standard input gives the same, with the same checksum", arguments: ArchiveWriter.Format.allCases)
  func standardInput(_ format: ArchiveWriter.Format) throws {
    let path = try scratch.archive("x", format, files)
    var (named, piped) = (Keeper(), Keeper())
    let source = try #require(try ArchiveReader.read([path], &named).first)
    let handle = try #require(FileHandle(forReadingAtPath: path))
    let stream = try #require(try ArchiveReader.read(["-"], input: handle, &piped).first)
    #expect(piped.files.map(\.data) == named.files.map(\.data) && piped.paths == named.paths)
    #expect(stream.sha256 == source.sha256 && stream.size == source.size && source.sha256?.count == 64)
  }

  @Test("The checksum is SHA-256, as sha256sum tells it")
  func checksum() throws {
    let bytes = try #require(
      Data(
        base64Encoded: """
          H4sIAAAAAAACA+3Ouw2AMBQDwDdKRggiYp/ABnz2J1AhepAQd40tV67xvNwMpZzZ3LPpL/3Yh1y6SPmFb7Eta51Tip+q4xQAAAAAAAAAAAB8\
          zw71i92CACgAAA==
          """))
    let path = try scratch.file("a.tar.gz", bytes)
    var keeper = Keeper()
    let sum = try ArchiveReader.read([path], &keeper).first?.sha256
    #expect(sum == "c34aa4e56d84a677f9991ae20040e2eea92cb17376cf99b7d64cba9a0ef31c24")
    #expect(keeper.files.map(\.data) == [Data("abc")])
  }

  @Test("A folder is read as what was unpacked into it; links out of it are not followed")
  func folder() throws {
    let inner = scratch.folder.appendingPathComponent("d/sub")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    try Data("x").write(to: inner.appendingPathComponent("b"))
    try FileManager.default.createSymbolicLink(
      at: inner.appendingPathComponent("link"), withDestinationURL: URL(fileURLWithPath: "/etc/passwd"))
    var keeper = Keeper()
    let sources = try ArchiveReader.read([scratch.path("d")], &keeper)
    #expect(keeper.paths == ["sub/b"] && sources.first?.format == "folder" && sources.first?.sha256 == nil)
  }

  @Test("Several archives are told apart by their names")
  func several() throws {
    let one = try scratch.archive("one.tar", .tar, [("cmd/a", Data("1"))])
    let two = try scratch.archive("two.zip", .zip, [("cmd/a", Data("2"))])
    var keeper = Keeper()
    _ = try ArchiveReader.read([one, two], &keeper)
    #expect(keeper.paths == ["one.tar/cmd/a", "two.zip/cmd/a"])
  }

  @Test("Archives within archives are read, as deep as is allowed")
  func nested() throws {
    var path = try scratch.archive("0.zip", .zip, [("deep", Data("x"))])
    for level in 1...4 {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      let name = "\(level).\(level.isMultiple(of: 2) ? "zip" : "tar.gz")"
      let inner = URL(fileURLWithPath: path).lastPathComponent
      path = try scratch.archive(name, level.isMultiple(of: 2) ? .zip : .tarGzip, [(inner, data)])
      var keeper = Keeper()
      _ = try ArchiveReader.read([path], &keeper)
      if level <= 3 {
        #expect(keeper.paths.count == 1 && keeper.paths[0].hasSuffix("0.zip/deep") && keeper.damages.isEmpty)
      } else {
        #expect(keeper.files.isEmpty && keeper.damages.count == 1)
        #expect(keeper.damages[0].detail.contains("deeper in one another than 3"))
      }
    }
  }

  @Test("A file that is only named like an archive is a file")
  func namedLikeOne() throws {
    let path = try scratch.archive("x.zip", .zip, [("notes.tar", Data("no tar at all"))])
    var keeper = Keeper()
    _ = try ArchiveReader.read([path], &keeper)
    #expect(keeper.paths == ["notes.tar"] && keeper.damages.isEmpty)
  }

  @Test("Paths that lead out of the archive are left out, and told")
  func traversal() throws {
    for name in ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\b"] {
      let path = try scratch.archive("x.tar", .tar, [(name, Data("x")), ("./good//file", Data("y"))])
      var keeper = Keeper()
      _ = try ArchiveReader.read([path], &keeper)
      #expect(keeper.paths == ["good/file"], "\(name)")
      #expect(keeper.damages.contains { $0.detail.contains("leads out of the archive") }, "\(name)")
    }
  }
}
