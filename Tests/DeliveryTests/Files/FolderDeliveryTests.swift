import Foundation
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
