import ArgumentParser
import Conformance

/// `netproof manifests cronjob`.
struct ManifestsCronJob: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cronjob",
    abstract: "Prints everything that a scheduled run in the cluster needs.",
    usage: "netproof manifests cronjob --runner-image <image> [<options>] [-- <run options>]",
    discussion: """
      The namespace, a service account with the least roles, the claim for reports \
      where they go into a folder, and the CronJob. The runner's own pod satisfies \
      Pod Security's `restricted`; runs never overlap, end by themselves after \
      --deadline, and are not repeated: a Job that fails is a verdict.

      EXAMPLES:
        netproof manifests cronjob --runner-image registry.example.com/netproof:0.1.0 | kubectl apply -f -
        netproof manifests cronjob --runner-image IMAGE --schedule "0 3 * * *" --time-zone Asia/Seoul --scenario both
        netproof manifests cronjob --runner-image IMAGE --deliver configmap --deliver events --deliver folder --keep 90
        netproof manifests cronjob --runner-image IMAGE -- --max-nodes 20 --retries 2
        kubectl -n netproof create job now --from=cronjob/netproof
      """)

  @Option(help: ArgumentHelp("When to run, as cron knows it: minute, hour, day, month, weekday.", valueName: "cron"))
  var schedule = "17 3 * * *"

  @Option(
    help: ArgumentHelp(
      "The schedule's time zone, for example Asia/Seoul; the cluster's if not given.", valueName: "name"))
  var timeZone: String?

  @Option(help: ArgumentHelp("How many Jobs of each outcome are kept.", valueName: "count"))
  var history = 3

  @OptionGroup var runner: RunnerFlags

  func validate() throws {
    let fields = schedule.split(separator: " ")
    guard fields.count == 5, schedule.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || " */,-".contains($0)) })
    else {
      throw ValidationError("--schedule '\(schedule)': give the five fields of cron, for example \"17 3 * * *\".")
    }
    if !(0...100).contains(history) { throw ValidationError("--history \(history): give 0 to 100.") }
    if let timeZone, timeZone.isEmpty || timeZone.contains(where: \.isWhitespace) {
      throw ValidationError("--time-zone '\(timeZone)': give a name such as Asia/Seoul.")
    }
  }

  func run() throws {
    let schedule = RunnerSchedule(cron: schedule, timeZone: timeZone, history: history)
    print(try GuestManifests.cronJob(try runner.options(), schedule: schedule), terminator: "")
  }
}
