import ArgumentParser

/// Whether nodes' own networks ask, too.
struct HostNetworkOptions: ParsableArguments {
  @Flag(
    name: .customLong("host-network"),
    help: ArgumentHelp(
      "Ask from the nodes' own networks, too: what hostNetwork pods reach.",
      discussion:
        "Connections are made in the agents' containers, which share the nodes' networks: no pod with host network is made."
    ))
  var isAsked = false
}
