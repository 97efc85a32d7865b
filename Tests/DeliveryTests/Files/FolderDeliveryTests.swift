import Foundation
import Reports
import Testing

@testable import Conformance
@testable import Delivery

@Suite("A folder of reports")
struct FolderDeliveryTests {
  private func deliver(_ record: RunRecord, to folder: URL, keep: Int) async throws -> DeliveryOutcome {
    let outcomes = await Delivery(
      to: [.folder(folder.path)], options: .init(namespace: "probes", keep: keep), client: nil
    ).run(record)
    return try #require(outcomes.first)
  }

  private func record(_ verdict: Verdict, night: Int) throws -> RunRecord {
    var record = verdict == .conforms ? try Records.conforming() : try Records.with(verdict)
    record.startedAt = Date(timeIntervalSince1970: Double(night) * 86_400)
    record.finishedAt = record.startedAt.addingTimeInterval(60)
    record.runID = "night\(night)"
    return record
  }

  @Test("keeps the newest runs, each whole, and a link to the newest; what is not ours stays")
  func retention() async throws {
    try await Records.withFolder { folder in
      try Data().write(to: folder.appending(path: "1970-01-01-my-notes"))
      for night in 1...4 {
        let outcome = try await deliver(try record(.conforms, night: night), to: folder, keep: 2)
        #expect(!outcome.hasFailed, "\(outcome)")
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      let runs = ["1970-01-04T00-00-00Z-night3", "1970-01-05T00-00-00Z-night4"]
      #expect(names == ["1970-01-01-my-notes"] + runs + ["latest"])
      for run in runs {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: run).path).sorted()
        #expect(files == ["junit.xml", "netproof.prom", "report.html", "report.md", "run.json"])
      }
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: folder.appending(path: "latest").path) == runs[1])
    }
  }

  @Test("parts of a run have a folder each, with a link of its own")
  func parts() async throws {
    try await Records.withFolder { folder in
      for index in 1...2 {
        var record = try record(.conforms, night: index)
        let nodes = [NodePlace(name: "a"), NodePlace(name: "b")]
        record.sample = PairSampler(nodes: nodes, limit: 90, seed: SampleSeed(record.startedAt)).draw()
        record.sample?.shard = RunShard(index: index, count: 2)
        #expect(try await !deliver(record, to: folder, keep: 1).hasFailed)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["1-of-2", "2-of-2"])
      for index in 1...2 {
        let latest = folder.appending(path: "\(index)-of-2/latest").path
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: latest).hasSuffix("-night\(index)"))
      }
    }
  }

  @Test("a part that could not begin has its place too, although its record does not say which part it is")
  func partWithoutSample() async throws {
    try await Records.withFolder { folder in
      var record = try record(.conforms, night: 1)
      record.scenarios = []
      record.interruption = "the API server did not answer"
      let options = Delivery.Options(namespace: "probes", shard: RunShard(index: 2, count: 3))
      let outcomes = await Delivery(to: [.folder(folder.path)], options: options, client: nil).run(record)
      #expect(outcomes.map(\.hasFailed) == [false])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["2-of-3"])
    }
  }

  @Test("the time of the last success goes from one run's metrics to the next")
  func lastSuccess() async throws {
    try await Records.withFolder { folder in
      _ = try await deliver(try record(.conforms, night: 1), to: folder, keep: 5)
      _ = try await deliver(try record(.deviates, night: 2), to: folder, keep: 5)
      let metrics = try String(contentsOf: folder.appending(path: "latest/netproof.prom"), encoding: .utf8)
      #expect(metrics.contains("netproof_last_success_timestamp_seconds 86460"))
      #expect(metrics.contains("netproof_run_verdict{verdict=\"deviates\"} 1"))
    }
  }

  @Test("there is room before a run is written: what is not kept any more goes first, as do drafts of killed runs")
  func roomFirst() async throws {
    try await Records.withFolder { folder in
      for night in 1...3 { _ = try await deliver(try record(.conforms, night: night), to: folder, keep: 5) }
      let abandoned = folder.appending(path: ".incomplete-1970-01-05T00-00-00Z-night4")
      let beingWritten = folder.appending(path: ".incomplete-1970-01-05T00-00-01Z-other")
      let foreign = folder.appending(path: ".incomplete-notes")
      for draft in [abandoned, beingWritten, foreign] {
        try FileManager.default.createDirectory(at: draft, withIntermediateDirectories: true)
      }
      for old in [abandoned, foreign] {
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: old.path)
      }
      // A file in the way of the link: the run cannot be written to its end.
      let latest = folder.appending(path: "latest")
      try FileManager.default.removeItem(at: latest)
      try FileManager.default.createDirectory(at: latest, withIntermediateDirectories: true)
      let outcome = try await deliver(try record(.conforms, night: 5), to: folder, keep: 2)
      #expect(outcome.hasFailed)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(!names.contains(abandoned.lastPathComponent))
      #expect(names.contains(beingWritten.lastPathComponent) && names.contains(foreign.lastPathComponent))
      #expect(!names.contains { $0.hasPrefix("1970-01-02") || $0.hasPrefix("1970-01-03") }, "pruned first")
      #expect(names.contains("1970-01-04T00-00-00Z-night3"), "what was the newest stays")
      #expect(!names.contains { $0.hasSuffix("-night5") && $0.hasPrefix(".") }, "its own draft is gone")
    }
  }

  @Test("with one run to keep, the last one stays until the next one is there")
  func keepingOne() async throws {
    try await Records.withFolder { folder in
      _ = try await deliver(try record(.conforms, night: 1), to: folder, keep: 1)
      _ = try await deliver(try record(.deviates, night: 2), to: folder, keep: 1)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(names == ["1970-01-03T00-00-00Z-night2", "latest"])
      let metrics = try String(contentsOf: folder.appending(path: "latest/netproof.prom"), encoding: .utf8)
      #expect(metrics.contains("netproof_last_success_timestamp_seconds 86460"), "carried over before it went")
    }
  }

  @Test("a full volume is told with what is kept there and what to do; other failures as they are")
  func full() async throws {
    try await Records.withFolder { folder in
      let run = folder.appending(path: "run")
      try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
      try Data(count: 3_500_000).write(to: run.appending(path: "run.json"))
      let full = ReportWriteError(path: "/reports/x", reason: String(cString: strerror(ENOSPC)))
      let told = "\(FolderSpace.explained(full, runs: [run]))"
      #expect(told.hasPrefix("Could not write /reports/x: No space left on device. 1 run is kept there, 3 MB"))
      #expect(told.contains("--keep") && told.contains("--claim-size"))
      let other = ReportWriteError(path: "/reports/x", reason: "no permission to write")
      #expect(FolderSpace.explained(other, runs: [run]) as? ReportWriteError == other)
    }
  }

  @Test("a folder that cannot be written is a failure that names it")
  func unwritable() async throws {
    try await Records.withFolder { folder in
      let file = folder.appending(path: "file")
      try Data().write(to: file)
      let outcome = try await deliver(try Records.conforming(), to: file.appending(path: "below"), keep: 1)
      #expect(outcome.hasFailed)
      #expect(outcome.description.contains("Could not write \(file.path)/below"), "\(outcome)")
    }
  }

  @Test("one destination that fails keeps no other from its reports; those in a cluster need one")
  func independence() async throws {
    try await Records.withFolder { folder in
      let metrics = folder.appending(path: "netproof.prom").path
      let outcomes = await Delivery(
        to: [.configMap, .folder("/dev/null/x"), .metrics(metrics), .events], options: .init(namespace: "probes"),
        client: nil
      ).run(try Records.conforming())
      #expect(outcomes.map(\.destination).last == .configMap, "it is replaced after what is compared with it")
      #expect(outcomes.filter { !$0.hasFailed }.map(\.destination) == [.metrics(metrics)])
      #expect(FileManager.default.fileExists(atPath: metrics))
    }
  }
}
