import ArgumentParser

/// Which cluster.
struct ClusterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The kubeconfig file; as kubectl finds it if not given.", valueName: "path"))
  var kubeconfig: String?

  @Option(help: ArgumentHelp("The kubeconfig context; the current one if not given.", valueName: "name"))
  var context: String?

  @Option(help: ArgumentHelp("The namespace of the Cilium agents and their configuration.", valueName: "name"))
  var ciliumNamespace = "kube-system"
}
