import Foundation

/// The files by which a lab and those who use it know each other.
struct StateDirectory: Sendable, Hashable {
  var path: String

  var kubeconfig: String { file("kubeconfig") }
  /// One JSON object a line, as the lab's host prints them.
  var progress: String { file("progress") }
  /// What the lab's host writes to standard error.
  var log: String { file("lab.log") }
  /// Why the lab's process gave up or died, in its own words; empty as long as there is no reason.
  var ended: String { file("ended") }
  /// Exists once the lab can be used.
  var ready: String { file("ready") }
  /// Which process the lab is.
  var owner: String { file("owner") }

  /// The lab's shape, as JSON.
  var topology: String { file("topology.json") }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Marks a directory as the lab's: nothing else is ever removed.
  private var mark: String { file(".netproof-lab") }

  /// Makes the directory anew, readable by nobody else. An earlier lab's is replaced, anything else is left alone.
  func prepare() throws {
    let manager = FileManager.default
    if manager.fileExists(atPath: path) {
      let content = (try? manager.contentsOfDirectory(atPath: path)) ?? []
      guard content.isEmpty || manager.fileExists(atPath: mark) else {
        throw LabError("\(path) exists and is no lab's state directory; name another one or remove it")
      }
      keepLastWords()
      try manager.removeItem(atPath: path)
    }
    try manager.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for name in [mark, progress, log, ended] {
      guard manager.createFile(atPath: name, contents: Data(), attributes: [.posixPermissions: 0o600]) else {
        throw LabError("cannot write \(name); is the file system full or read-only?")
      }
    }
  }

  /// Removes the directory when it is a lab's.
  func remove() {
    guard FileManager.default.fileExists(atPath: mark) else { return }
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Removes what labs have left in the temporary directory whose processes were killed all at once.
  static func removeAbandoned() {
    let parent = FileManager.default.temporaryDirectory.path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix("netproof-lab") {
      let state = StateDirectory(path: "\(parent)/\(name)")
      // Without an owner it may be a lab's that begins right now.
      guard let host = state.host, !host.isAlive else { continue }
      state.keepLastWords()
      state.remove()
    }
  }

  /// Why a lab of the temporary directory died whose files are gone; overwritten by the next one that dies.
  static var keptLastWords: String { FileManager.default.temporaryDirectory.path + "/netproof-lab-last-words" }

  /// Saves what a lab that died on its own has left to say; a lab that was ended as usual has nothing.
  private func keepLastWords() {
    let noted = (try? String(contentsOfFile: ended, encoding: .utf8))?.trimmed ?? ""
    guard !noted.isEmpty, host?.isAlive == false else { return }
    try? write("\(path): \(LastWords(state: self, status: nil).text)\n", to: Self.keptLastWords)
  }

  /// The lab's process, as far as it is known; it may have ended.
  var host: ProcessIdentity? {
    FileManager.default.contents(atPath: owner).flatMap {
      try? JSONDecoder().decode(ProcessIdentity.self, from: $0)
    }
  }

  /// The lab's shape.
  func readTopology() throws -> LabTopology {
    guard let data = FileManager.default.contents(atPath: topology) else {
      throw LabError("\(topology) is missing; start the lab again")
    }
    return try JSONDecoder().decode(LabTopology.self, from: data)
  }

  /// Writes a file that only the owner may read.
  func write(_ text: String, to name: String) throws {
    guard
      FileManager.default.createFile(
        atPath: name, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    else { throw LabError("cannot write \(name)") }
  }
}

/// A process that is known by more than its number, which the kernel uses again.
struct ProcessIdentity: Sendable, Hashable, Codable {
  var pid: Int32
  /// Clock ticks between boot and its start (`/proc/PID/stat`, field 22).
  var startTicks: UInt64
  var bootID: String

  /// The identity of a living process, or nil.
  init?(pid: Int32) {
    guard let ticks = Self.startTicks(of: pid) else { return nil }
    self.pid = pid
    startTicks = ticks
    bootID = Self.currentBoot
  }

  /// Whether this very process still lives.
  var isAlive: Bool { bootID == Self.currentBoot && Self.startTicks(of: pid) == startTicks }

  private static var currentBoot: String {
    ((try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? "").trimmed
  }

  private static func startTicks(of pid: Int32) -> UInt64? {
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      // The command's name, in parentheses, may contain anything.
      let end = stat.lastIndex(of: ")")
    else { return nil }
    let fields = stat[stat.index(after: end)...].split(separator: " ")
    // State is field 3; a zombie has ended.
    guard fields.count > 19, fields[0] != "Z" else { return nil }
    return UInt64(fields[19])
  }
}
