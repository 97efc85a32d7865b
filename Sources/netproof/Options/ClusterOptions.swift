import ArgumentParser
import Conformance

/// Which cluster, and where in it.
struct ClusterOptions: ParsableArguments {
  @OptionGroup var access: AccessOptions
  @OptionGroup var location: LocationOptions
}

/// How a cluster is reached.
struct AccessOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The kubeconfig file; as kubectl finds it if not given.", valueName: "path"))
  var kubeconfig: String?

  @Option(help: ArgumentHelp("The kubeconfig context; the current one if not given.", valueName: "name"))
  var context: String?

  /// Whether any of them is given.
  var areGiven: Bool { kubeconfig != nil || context != nil }
}

/// Where netproof and Cilium live in a cluster; also of use without one.
struct LocationOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, help: ArgumentHelp("netproof's own namespace; runs keep apart in it.", valueName: "name"))
  var namespace = GuestOptions.defaultNamespace

  @Option(help: ArgumentHelp("The namespace of the Cilium agents and their configuration.", valueName: "name"))
  var ciliumNamespace = CiliumLocation().namespace

  @Option(help: ArgumentHelp("The Cilium agents' DaemonSet.", valueName: "name"))
  var ciliumDaemonset = CiliumLocation().daemonSet

  func validate() throws {
    for (option, name) in [("--namespace", namespace), ("--cilium-namespace", ciliumNamespace)] {
      // RFC 1123 label, as Kubernetes demands of namespaces.
      if name.wholeMatch(of: /[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/) == nil {
        throw ValidationError("\(option) '\(name)' is no namespace: lower-case letters, digits and '-', at most 63.")
      }
    }
    if ciliumDaemonset.isEmpty { throw ValidationError("--cilium-daemonset is empty; give a name.") }
  }

  /// Where Cilium lives.
  var cilium: CiliumLocation { CiliumLocation(namespace: ciliumNamespace, daemonSet: ciliumDaemonset) }
}
