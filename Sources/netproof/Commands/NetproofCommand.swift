import ArgumentParser

/// The root of the command line.
struct NetproofCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "netproof",
    abstract: "Proves with packets what a Cilium `devices` setting does on nodes with several uplinks.",
    discussion: """
      EXAMPLES:
        netproof run --lab            every scenario on the embedded lab (root)
        netproof run                  the cluster of the current kubeconfig
        netproof run --scenario both  the same, and it must be in that scenario
        netproof sweep                every scenario, on a cluster that is yours to change
        netproof gate --before a.json --after b.json
                                      accepts or refuses an upgrade
        netproof watch -- helm ...    what was lost meanwhile
        netproof check                whether a run could begin, and may do all it does
        netproof diagnose --archive X what a sysdump shows, and where it contradicts
        netproof bundle -o X.tar.gz   the smallest archive of a cluster for that
        netproof explain              what the present setting does, and why
        netproof recommend            which value of devices is best here, and how it is set
        netproof merge A.json B.json  joins the parts of a run that was split by --shard
        netproof cleanup              removes what killed runs left
        netproof manifests rbac       the roles that a run needs, for kubectl apply
        netproof manifests cronjob    a run every night in the cluster
        netproof lab up               the lab to explore by hand with kubectl
        netproof report run.json      a run's record as Markdown, HTML, JUnit or metrics
        netproof judge run.json       a run's record judged again by today's rules
        netproof handbook             what to expect of every setting, and why
        netproof list                 scenarios, aspects and rules

      \(ExitStatus.table)
      """,
    version: VersionReport.current.text,
    subcommands: [
      RunCommand.self, SweepCommand.self, GateCommand.self, WatchCommand.self, HistoryCommand.self,
      ReportCommand.self, JudgeCommand.self, HandbookCommand.self, CheckCommand.self, ExplainCommand.self,
      DiagnoseCommand.self, BundleCommand.self, RecommendCommand.self, CleanupCommand.self,
      RestoreCommand.self, MergeCommand.self, ManifestsGroup.self, ListCommand.self, LabGroup.self,
      CompleteCommand.self,
    ])
}
