import ArgumentParser
import Delivery

/// `netproof manifests dashboard`.
struct ManifestsDashboard: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dashboard",
    abstract: "Prints a Grafana dashboard on what nightly runs leave as metrics.",
    usage: "netproof manifests dashboard [<options>]",
    discussion: """
      JSON for Grafana's import or for a provisioned folder, or with --config-map a \
      ConfigMap for the Grafana of kube-prometheus-stack.

      EXAMPLES:
        netproof manifests dashboard > /var/lib/grafana/dashboards/netproof.json
        netproof manifests dashboard --config-map --label grafana_dashboard=1 | kubectl apply -f -
      """)

  @Flag(help: "A ConfigMap instead of the JSON alone.")
  var configMap = false

  @Option(
    help: ArgumentHelp("A label by which Grafana finds its dashboards (repeatable).", valueName: "name=value"))
  var label: [String] = []

  @Option(name: [.short, .long], help: ArgumentHelp("The namespace of the ConfigMap.", valueName: "name"))
  var namespace = "netproof"

  func validate() throws {
    if !label.isEmpty, !configMap { throw ValidationError("--label needs --config-map: the JSON has no labels.") }
    try LabelArguments.validate(label)
  }

  func run() throws {
    let text =
      try configMap
      ? Dashboard.configMap(
        namespace: namespace, labels: LabelArguments.labels(label))
      : Dashboard.json()
    print(text, terminator: "")
  }
}
