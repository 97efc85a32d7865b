import Archives
import Foundation

/// Makes a ``Sysdump`` of files as they come, each read at once and let go.
struct SysdumpCollector: ArchiveVisitor {
  private var dump = Sysdump()
  /// Folder → its record's place.
  private var places: [String: Int] = [:]
  /// The times of each record's files, by its place.
  private var times: [Int: [Date]] = [:]
  /// The times of the files with objects of the API.
  private var objectTimes: [Date] = []
  /// What was handed over and not read yet: as much as is worth using all cores for.
  private var waiting: [(folder: String, kind: CommandFile, file: ArchiveFile)] = []
  private var waitingBytes = 0
  private let shared = SharedAnswers()
  private let progress: (Int, String) -> Void

  init(keepsAllObjects: Bool, progress: @escaping (Int, String) -> Void) {
    self.progress = progress
    dump.objects.keepsAll = keepsAllObjects
  }

  mutating func interest(in entry: ArchiveEntry) -> ArchiveInterest {
    dump.files += 1
    switch ArchiveLayout(path: entry.path) {
    case .command(let folder, let file):
      count(entry, in: folder)
      return AgentFileReader.wants(file) ? .content : .none
    case .state(let folder, let path):
      count(entry, in: folder)
      noteState(entry, folder, path)
      return .none
    case .objects(let name):
      if let time = entry.modified { objectTimes.append(time) }
      return ClusterObjects.names.contains(name) ? .content : .none
    case .log(_, let container, _): return container == "cilium-agent" ? .content : .none
    case .sysdumpLog: return .content
    case .other: return .none
    }
  }

  mutating func take(_ file: ArchiveFile) {
    switch ArchiveLayout(path: file.entry.path) {
    case .command(let folder, let kind):
      waiting.append((folder, kind, file))
      waitingBytes += file.data.count
      if waitingBytes > Self.mostWaiting { readWaiting() }
    case .objects(let name):
      dump.objects.take(file, name)
      if ["k8s-nodes", "nodes"].contains(name), !file.data.isEmpty {
        dump.clusters.insert(file.entry.path.split(separator: "/").dropLast().joined(separator: "/"))
      }
    case .log(let pod, _, let isPrevious): dump.logs.append(AgentLogRecord(file, pod: pod, isPrevious: isPrevious))
    case .sysdumpLog: takeLog(file)
    case .state, .other: break
    }
  }

  mutating func note(_ damage: ArchiveDamage) { dump.damages.append(damage) }

  private static let mostWaiting = 8 << 20

  /// Reads what waits: agents side by side, the files of one in the order in which they came.
  private mutating func readWaiting() {
    var order: [Int] = []
    var files: [Int: [(kind: CommandFile, file: ArchiveFile)]] = [:]
    for (folder, kind, file) in waiting {
      let place = place(of: folder)
      if files[place] == nil { order.append(place) }
      files[place, default: []].append((kind, file))
    }
    (waiting, waitingBytes) = ([], 0)
    let work = order.map { Work(place: $0, record: dump.agents[$0], files: files[$0] ?? []) }
    for done in work.parallelMap({ [shared] in $0.done(shared) }) { dump.agents[done.place] = done.record }
  }

  private struct Work: Sendable {
    let place: Int
    var record: AgentRecord
    let files: [(kind: CommandFile, file: ArchiveFile)]

    func done(_ shared: SharedAnswers) -> Work {
      var done = Work(place: place, record: record, files: [])
      for (kind, file) in files { AgentFileReader.read(file, kind, shared, into: &done.record) }
      return done
    }
  }

  mutating func finish() -> Sysdump {
    readWaiting()
    var dump = dump
    for index in dump.agents.indices {
      dump.agents[index].distrustOtherMoments(times[index] ?? [])
      dump.agents[index].useShownTables()
    }
    dump.objects.distrustOtherMoments(objectTimes)
    dump.agents.sort { $0.folder < $1.folder }
    return dump
  }

  private mutating func place(of folder: String) -> Int {
    if let place = places[folder] { return place }
    dump.agents.append(AgentRecord(folder: folder))
    places[folder] = dump.agents.count - 1
    progress(dump.files, folder)
    return dump.agents.count - 1
  }

  private mutating func count(_ entry: ArchiveEntry, in folder: String) {
    let place = place(of: folder)
    dump.agents[place].files += 1
    guard let time = entry.modified else { return }
    times[place, default: []].append(time)
    let known = dump.agents[place].moments
    dump.agents[place].moments = min(known?.lowerBound ?? time, time)...max(known?.upperBound ?? time, time)
  }

  /// `217_next_fail/…`: the programs of endpoint 217 could not be made (`pkg/endpoint/directory.go`).
  private mutating func noteState(_ entry: ArchiveEntry, _ folder: String, _ path: String) {
    guard let first = path.split(separator: "/").first, first.hasSuffix("_next_fail") else { return }
    let place = place(of: folder)
    let path = folder + "/cmd/state/" + first
    guard !dump.agents[place].failedRegenerations.contains(where: { $0.path == path }) else { return }
    dump.agents[place].failedRegenerations.append(FileReference(path: path, modified: entry.modified))
  }

  private mutating func takeLog(_ file: ArchiveFile) {
    let text = String(decoding: file.data, as: UTF8.self)
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      if let mark = line.firstRange(of: "cilium-cli version: ") {
        let version = line[mark.upperBound...].prefix { !$0.isWhitespace && $0 != "," }
        if !version.isEmpty { dump.cliVersion = String(version) }
      }
      if line.contains("the server could not find the requested resource"),
        let kind = line.firstMatch(of: /\(get ([a-z0-9.-]+)\)/)?.1, dump.missingKinds[String(kind)] == nil
      {
        dump.missingKinds[String(kind)] = FileReference(path: file.entry.path, line: number + 1, excerpt: line)
      }
      if line.contains("cilium-bugtool-") && line.contains("fail")
        || line.contains("command terminated with exit code 137")
      {
        dump.failedTasks.append(FileReference(path: file.entry.path, line: number + 1, excerpt: line))
      }
    }
  }
}
