import ArgumentParser
import Conformance

/// `netproof manifests rbac`.
struct ManifestsRBAC: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rbac",
    abstract: "Prints a service account and the least roles that a run needs.",
    usage: "netproof manifests rbac [<options>]",
    discussion: """
      The very list of permissions that `netproof check` asks for; no wildcards. \
      The namespace has to be there first: `netproof manifests namespace`.

      EXAMPLES:
        netproof manifests rbac | kubectl apply -f -
        netproof manifests rbac --read-only     # for diagnose and bundle, which make nothing
        kubectl -n netproof create token netproof
      """)

  @OptionGroup var location: LocationOptions

  @Option(help: ArgumentHelp("The service account, in netproof's namespace.", valueName: "name"))
  var serviceAccount = "netproof"

  @OptionGroup var proxy: ProxyOptions

  @Flag(help: "Only what `netproof diagnose` and `netproof bundle` need: to read, and pods/exec for the agents.")
  var readOnly = false

  @Flag(help: "Also what `netproof sweep` and `netproof restore` need, as roles of their own.")
  var reconfigure = false

  @Flag(help: "Also what `netproof watch` needs to follow the cluster, as roles of their own.")
  var watch = false

  @Option(
    help: ArgumentHelp(
      "Also what leaving reports here needs, as a role of its own (repeatable).", valueName: "destination"))
  var deliver: [ReportDestination] = []

  func validate() throws {
    if readOnly, reconfigure || watch || !deliver.isEmpty || proxy.proxiedService != nil {
      throw ValidationError(
        "--read-only is less than a run needs; leave out --reconfigure, --watch, --deliver and --proxied-service.")
    }
  }

  func run() {
    let account = RoleManifest.ServiceAccount(name: serviceAccount, namespace: location.namespace)
    guard !readOnly else {
      return print(GuestManifests.readOnly(account: account, cilium: location.cilium), terminator: "")
    }
    print(
      GuestManifests.rbac(
        account: account,
        cilium: location.cilium, proxied: proxy.proxiedService, reconfiguring: reconfigure, watching: watch,
        delivering: deliver), terminator: "")
  }
}
