import ArgumentParser
import Conformance

/// `netproof recommend`: which value of `devices` is best here, by the rules.
struct RecommendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recommend",
    abstract: "Ranks the sensible values of `devices` for this cluster; changes nothing.",
    usage: "netproof recommend [<options>]",
    discussion: """
      Reads what `netproof explain` reads, derives the values that make sense on these nodes (auto-detection, all uplinks, \
      those towards the internet and between the nodes, each alone, wildcards, each node's own where names differ), and \
      ranks them: whether agents start, what a cluster needs and is predicted to fail, how new interfaces change it, the \
      pods' MTU, and which public addresses answer NodePorts. Tells how the best is set: the line for Helm, and \
      CiliumNodeConfigs for nodes with a value of their own. Sends no probe: `netproof run` proves what holds.

      EXAMPLES:
        netproof recommend
        netproof recommend --output json | jq '.candidates[0]'
        netproof recommend -o name                  fit/DEVICES and unfit/DEVICES, the best first
        netproof recommend --archive sysdump.zip

      EXIT STATUS:
        0  ranked, and at least one value is fit for service
        2  usage or configuration error
        3  the cluster could not be read
        7  none of the values is fit for service
      """)

  @OptionGroup var cluster: ClusterOptions
  @OptionGroup var archives: ArchiveOptions
  @OptionGroup var format: OutputOption

  func validate() throws { try archives.validate(beside: cluster) }

  func run() async throws {
    let cilium = cluster.location.cilium
    let snapshot = try await FactsSource.read(archives, cluster)
    snapshot.tellSkipped()
    let recommendation = try SettingRecommendation(snapshot.facts)
    func text(wide: Bool) -> String {
      recommendation.text(snapshot.facts, namespace: cilium.namespace, isWide: wide)
    }
    try format.print(
      CommandOutput(
        document: recommendation.document(snapshot.facts, namespace: cilium.namespace), text: { text(wide: false) },
        wide: { text(wide: true) }, names: { recommendation.names }))
    if recommendation.best == nil { throw ExitStatus.unfit.code }
  }
}
