import ArgumentParser
import Delivery

/// `netproof manifests alerts`.
struct ManifestsAlerts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts",
    abstract: "Prints Prometheus alerts on what nightly runs leave as metrics.",
    usage: "netproof manifests alerts [<options>]",
    discussion: """
      A rule file, or with --operator a PrometheusRule. Each alert names its finding's \
      page: say with --runbooks where your colleagues read docs/findings.

      EXAMPLES:
        netproof manifests alerts > /etc/prometheus/rules/netproof.yml
        netproof manifests alerts | promtool check rules
        netproof manifests alerts --operator --label release=kube-prometheus-stack | kubectl apply -f -
        netproof manifests alerts --runbooks https://git.example.com/netproof/docs/findings --silent-hours 30
      """)

  @Flag(help: "A PrometheusRule for the Prometheus operator instead of a rule file.")
  var `operator` = false

  @Option(
    help: ArgumentHelp("A label by which the operator chooses its rules (repeatable).", valueName: "name=value"))
  var label: [String] = []

  @Option(help: ArgumentHelp("Where the pages of docs/findings are read.", valueName: "url"))
  var runbooks = "docs/findings"

  @Option(help: ArgumentHelp("Days without a verdict before it is told.", valueName: "days"))
  var inconclusiveDays = 3

  @Option(
    help: ArgumentHelp("Hours without a run, or a conforming one, before it is told.", valueName: "hours"))
  var silentHours = 36

  @Option(name: [.short, .long], help: ArgumentHelp("The namespace of the PrometheusRule.", valueName: "name"))
  var namespace = "netproof"

  func validate() throws {
    if !(1...365).contains(inconclusiveDays) {
      throw ValidationError("--inconclusive-days \(inconclusiveDays): give 1 to 365.")
    }
    if !(1...8760).contains(silentHours) { throw ValidationError("--silent-hours \(silentHours): give 1 to 8760.") }
    if !label.isEmpty, !`operator` { throw ValidationError("--label needs --operator: a rule file has no labels.") }
    try LabelArguments.validate(label)
  }

  func run() throws {
    var base = runbooks
    while base.hasSuffix("/") { base.removeLast() }
    let rules = AlertRules(runbooks: base, inconclusiveDays: inconclusiveDays, silentHours: silentHours)
    let text =
      try `operator`
      ? rules.prometheusRule(
        namespace: namespace, labels: LabelArguments.labels(label))
      : rules.ruleFile()
    print(text, terminator: "")
  }
}
