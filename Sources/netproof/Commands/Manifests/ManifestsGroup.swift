import ArgumentParser

/// `netproof manifests`: what an administrator applies; touches no cluster.
struct ManifestsGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manifests",
    abstract: "Prints what an administrator applies; touches no cluster.",
    usage: "netproof manifests <subcommand> [<options>]",
    discussion: """
      EXAMPLES:
        netproof manifests namespace | kubectl apply -f -
        netproof manifests rbac | kubectl apply -f -
        netproof manifests rbac --reconfigure --cilium-namespace cilium
        netproof manifests cronjob --runner-image registry.example.com/netproof:0.1.0 | kubectl apply -f -
        netproof manifests alerts --operator | kubectl apply -f -
        netproof manifests dashboard > netproof.json
        netproof manifests images | xargs -n 1 skopeo inspect

      EXIT STATUS:
        0  printed
        2  usage error
      """,
    subcommands: [
      ManifestsRBAC.self, ManifestsNamespace.self, ManifestsImages.self, ManifestsCronJob.self, ManifestsJob.self,
      ManifestsSonobuoy.self, ManifestsAlerts.self, ManifestsDashboard.self,
      ManifestsChart.self,
    ])
}
