import CLinux
import Foundation
import Testing

@testable import Lab

@Suite("Why a lab is gone")
struct LastWordsTests {
  private func words(
    _ noted: String?, log: String = "", status: ExitRecord? = nil, _ body: (String) throws -> Void
  ) throws {
    let state = StateDirectory(path: FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path)
    try state.prepare()
    defer { state.remove() }
    if let noted { try state.write(noted, to: state.ended) }
    try state.write(log, to: state.log)
    try body(LastWords(state: state, status: status).text)
  }

  @Test("its own error comes first, with the end of its log")
  func error() throws {
    let log = (1...40).map { "line \($0)" }.joined(separator: "\n")
    try words("it gave up: the API server lost its socket\n", log: log) { text in
      #expect(text.hasPrefix("it gave up: the API server lost its socket; the end of its log ("))
      #expect(text.contains("line 40") && !text.contains("line 20\n"))
    }
  }

  @Test("a signal is named")
  func signalled() throws {
    try words("signal \(SIGILL)\n") { #expect($0 == "it died of SIGILL; its log is empty") }
  }

  @Test("of a lab that was killed only its starter knows; without one it is said that nobody does")
  func killed() throws {
    let status = ExitRecord()
    status.note(.uncaughtSignal, SIGKILL)
    try words(nil, status: status) { #expect($0 == "it died of SIGKILL; its log is empty") }
    try words(nil) { #expect($0.hasPrefix("it was killed and could leave no word")) }
    let exit = ExitRecord()
    exit.note(.exit, 1)
    try words(nil, status: exit) { #expect($0.hasPrefix("it left no word and status 1: it was killed (")) }
  }

  @Test("A process is watched by itself, not by its number")
  func processHandle() async throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sleep")
    process.arguments = ["600"]
    try process.run()
    let handle = try ProcessHandle(process.processIdentifier)
    #expect(!handle.hasEnded)
    // Not SIGTERM: it is blocked in what is started from a thread of the pool.
    kill(process.processIdentifier, SIGKILL)
    #expect(await handle.hasEnded(within: .seconds(60)))
    #expect(handle.hasEnded)
    #expect(throws: LabError.self) { try ProcessHandle(.max) }
  }
}

@Suite("Entering a container")
struct EntryGateTests {
  private func text(_ chunks: [ExecChunk]) -> String {
    chunks.map { chunk in
      switch chunk {
      case .stdout(let data), .stderr(let data): String(decoding: data, as: UTF8.self)
      }
    }.joined()
  }

  @Test("a complaint of the entering program is held back, and let go when it was the command's after all")
  func complaint() async {
    let output = ChunkCollector()
    let gate = EntryGate { await output.add($0) }
    await gate.pass(.stderr(Data("nsenter: cannot open /proc/582/ns/ipc: No such file or directory\n".utf8)))
    #expect(await gate.holdsComplaint)
    #expect(await output.chunks.isEmpty)
    await gate.open()
    #expect(await !gate.holdsComplaint)
    #expect(text(await output.chunks).hasPrefix("nsenter: "))
  }

  @Test("a complaint about the container's own process is about a container that is ending")
  func aboutProcess() async {
    let gate = EntryGate { _ in }
    await gate.pass(.stderr(Data("nsenter: cannot open /proc/582/ns/ipc: No such file or directory\n".utf8)))
    #expect(await gate.complains(of: 582))
    #expect(await !gate.complains(of: 58))
  }

  /// As glibc writes it: name, text and reason one after the other.
  @Test(
    "a complaint that comes in pieces is one",
    arguments: [
      ["nsenter: ", "cannot open /proc/582/ns/ipc", ": No such file or directory", "\n"],
      ["nse", "nter: cannot open /proc/5", "82/ns/ipc: No such file or directory\n"],
    ])
  func pieces(_ pieces: [String]) async {
    let output = ChunkCollector()
    let gate = EntryGate { await output.add($0) }
    for piece in pieces { await gate.pass(.stderr(Data(piece.utf8))) }
    #expect(await gate.complains(of: 582))
    #expect(await output.chunks.isEmpty)
    await gate.open()
    #expect(text(await output.chunks) == pieces.joined())
  }

  @Test("what only begins like the program's name is the command's")
  func similar() async {
    let output = ChunkCollector()
    let gate = EntryGate { await output.add($0) }
    await gate.pass(.stderr(Data("nse".utf8)))
    await gate.pass(.stderr(Data("arch failed\n".utf8)))
    #expect(await !gate.holdsComplaint)
    #expect(text(await output.chunks) == "nsearch failed\n")
  }

  @Test("everything else passes at once, in its order")
  func passing() async {
    let output = ChunkCollector()
    let gate = EntryGate { await output.add($0) }
    await gate.pass(.stdout(Data("a".utf8)))
    await gate.pass(.stderr(Data("nsenter: b".utf8)))
    #expect(await !gate.holdsComplaint)
    #expect(text(await output.chunks) == "ansenter: b")
  }

  private actor ChunkCollector {
    private(set) var chunks: [ExecChunk] = []
    func add(_ chunk: ExecChunk) { chunks.append(chunk) }
  }
}
