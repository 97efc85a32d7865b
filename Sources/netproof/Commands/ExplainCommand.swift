import ArgumentParser
import Conformance
import Foundation
import Reports

/// `netproof explain`: what the rules say of a path or a setting, without sending anything.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains a path or predicts a `devices` setting; changes nothing.",
    usage: "netproof explain [<options>]",
    discussion: """
      Reads the nodes' devices, routes and addresses, and derives what must \
      happen. Creates nothing, and sends no probe.

      Without --from it explains the setting: per node which devices Cilium \
      selects and by which check (as the release on that node decides), the \
      masquerade, the pods' MTU, which way each kind of traffic goes and with \
      which source address, and what every aspect comes to. --devices tries another value, '' for auto-detection, and \
      --release another version of all agents: then the answer begins with what is lost against now, gained and \
      otherwise different. Reasons and rules of all predictions come with --verbose, or -o wide.

      With --from and --to it explains one path, step by step. A node after \
      --from stands for a pod on it. Objects are named NAME, NAMESPACE/NAME, or \
      with pod/, service/ or node/ before it.

      EXAMPLES:
        netproof explain
        netproof explain --devices 'enp+,!tailscale0' --verbose
        netproof explain --devices enp0s6 -o name | grep ^lost/
        netproof explain --devices '!tailscale0' --force-device-detection
        netproof explain --release 1.20
        netproof explain --measured reports/run.json
        netproof explain --output json | jq '.comparison.lost'
        netproof explain --from worker-1 --to 8.8.8.8
        netproof explain --from shop/cart-0 --to default/kubernetes
        netproof explain --from worker-1 --to master-1 --devices enp0s6
        netproof explain --archive sysdump.zip
        netproof explain --archive sysdump.zip --release 1.19 -o json

      EXIT STATUS:
        0  explained, whatever the prediction is
        2  usage or configuration error
        3  the cluster could not be read
      """)

  @OptionGroup var cluster: ClusterOptions
  @OptionGroup var archives: ArchiveOptions

  @Option(help: ArgumentHelp("The pod that sends, or a node for any pod on it.", valueName: "pod-or-node"))
  var from: String?

  @Option(help: ArgumentHelp("An address, node, pod or Service.", valueName: "target"))
  var to: String?

  @Option(help: ArgumentHelp("A value of `devices` to try instead of the present one.", valueName: "list"))
  var devices: String?

  @Flag(help: "Try with force-device-detection on.")
  var forceDeviceDetection = false

  @Option(help: ArgumentHelp("A release of Cilium to try on all nodes, such as 1.20.", valueName: "version"))
  var release: String?

  @Option(
    help: ArgumentHelp(
      "A run's record, whose measured MTUs are told beside the guide's and Cilium's.", valueName: "run.json"))
  var measured: String?

  @Flag(name: .shortAndLong, help: "Give the reason of every prediction, and its rule.")
  var verbose = false

  @OptionGroup var format: OutputOption

  func validate() throws {
    try archives.validate(beside: cluster)
    if let release, !SettingForecast.isRelease(release) {
      throw ValidationError("--release \(release) is no release of Cilium: give it as 1.20 or 1.19.5.")
    }
    if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together: give both or none.") }
  }

  func run() async throws {
    let source = try await FactsSource.read(archives, cluster, namesObjects: from != nil)
    var forecast = SettingForecast(
      source.facts, devices: devices, forceDeviceDetection: forceDeviceDetection, release: release)
    if let measured {
      guard let mtus = MeasuredMTUs(try RunRecordFile.read(measured), under: forecast.facts.devicesSetting) else {
        throw ValidationError("--measured \(measured): this run measured no path's MTU (path-mtu).")
      }
      forecast.measured = mtus
    }
    guard let from, let to else {
      source.tellSkipped()
      try format.print(
        CommandOutput(
          document: forecast.document(), text: { forecast.text(verbose: verbose) },
          wide: { forecast.text(verbose: true) }, names: { forecast.names }))
      return
    }
    let node = try await source.resolver.source(from)
    let target = try await source.resolver.target(to)
    let explanation = try PathExplanation.explain(
      from: node, to: target, facts: forecast.facts, measured: forecast.measured)
    try format.print(
      CommandOutput(
        document: explanation.document, text: { explanation.text(verbose: verbose) },
        wide: { explanation.text(verbose: true) }, names: { explanation.names }))
  }
}
