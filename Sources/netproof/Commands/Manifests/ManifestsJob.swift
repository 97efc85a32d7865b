import ArgumentParser
import Conformance
import Foundation

/// `netproof manifests job`.
struct ManifestsJob: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "job",
    abstract: "Prints everything that one run in the cluster needs.",
    usage: "netproof manifests job --runner-image <image> [<options>] [-- <run options>]",
    discussion: """
      As `netproof manifests cronjob`, but run once, when it is applied. The Job is \
      removed a day after its end; what it has delivered stays. It ends complete, or \
      failed where the verdict is not green: wait for both, whichever comes first. \
      With --shards, the sample is of the day that this is printed (--seed behind -- \
      names another), so that all parts draw the same: print it anew for the next run.

      EXAMPLES:
        netproof manifests job --runner-image registry.example.com/netproof:0.1.0 | kubectl apply -f -
        kubectl -n netproof wait job/netproof --for=condition=complete --timeout=1h &
        kubectl -n netproof wait job/netproof --for=condition=failed --timeout=1h &
        wait -n                                   # bash: whichever comes first
        kubectl -n netproof logs job/netproof
        netproof manifests job --runner-image IMAGE --shards 3 | kubectl apply -f -     # netproof merge --shards 3
      """)

  @OptionGroup var runner: RunnerFlags

  func run() throws {
    print(try GuestManifests.job(try runner.options(day: SampleSeed(Date()))), terminator: "")
  }
}
