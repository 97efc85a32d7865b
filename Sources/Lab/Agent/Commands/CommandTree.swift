/// The commands the stand-in knows and the usage texts of those that only group others.
enum CommandTree {
  /// A command with its one-line description.
  struct Command: Sendable, Hashable {
    var name: String
    var short: String
  }

  /// A command that groups others: `path` is what stands before its subcommands.
  struct Group: Sendable, Hashable {
    var path: [String]
    var long: String
    var commands: [Command]
  }

  /// The group that a command line ends in: the longest known path at the start of the words.
  static func group(of words: [String]) -> Group? {
    groups.filter { words.starts(with: $0.path) }.max { $0.path.count < $1.path.count }
  }

  /// cobra's usage text of a group.
  static func usage(_ group: Group, program: String) -> String {
    let name = ([program] + group.path).joined(separator: " ")
    let width = max(11, group.commands.map(\.name.count).max() ?? 0)
    let list = group.commands.map { command in
      "  \(command.name)\(String(repeating: " ", count: width - command.name.count)) \(command.short)\n"
    }
    let flags = """
      --config string        Config file (default is $HOME/.cilium.yaml)
        -D, --debug                Enable debug messages
        -H, --host string          URI to server-side API
            --log-driver strings   Logging endpoints to use (example: syslog)
            --log-opt map          Log driver options (example: format=json)
      """
    let own =
      group.path.isEmpty
      ? "Flags:\n      \(flags.replacing("  -D", with: "  -D"))\n  -h, --help                 help for \(program)\n"
      : "Flags:\n  -h, --help   help for \(group.path.last ?? program)\n\nGlobal Flags:\n      \(flags)\n"
    return "\(group.long)\n\nUsage:\n  \(name) [command]\n\nAvailable Commands:\n\(list.joined())\n\(own)\n"
      + "Use \"\(name) [command] --help\" for more information about a command.\n"
  }

  /// What `cilium-dbg statedb` of 1.17 and 1.18 says, as recorded from 1.18.
  static let statedbIsGone = """
    This command has been deprecated and will be removed in the next Cilium release.

    StateDB tables can now be inspected via the Cilium shell:

    $ cilium-dbg shell
    cilium> help db
    (shows help for 'db' command)

    cilium> db
    (shows all registered tables)

    cilium> db/show health
    (shows contents of health table)

    $ cilium-dbg shell -- db/show health
    (shows contents of health table)

    $ cilium-dbg shell -- db/show -format=json health
    (shows contents as JSON)

    """

  private static let groups: [Group] = [
    Group(
      path: [], long: "CLI for interacting with the local Cilium Agent",
      commands: [
        Command(name: "bpf", short: "Direct access to local BPF maps"),
        Command(name: "config", short: "Cilium configuration options"),
        Command(name: "encrypt", short: "Manage transparent encryption"),
        Command(name: "endpoint", short: "Manage endpoints"),
        Command(name: "help", short: "Help about any command"),
        Command(name: "map", short: "Access userspace cached content of BPF maps"),
        Command(name: "metrics", short: "Access metric status"),
        Command(name: "node", short: "Manage cluster nodes"),
        Command(name: "service", short: "Manage services & loadbalancers"),
        Command(name: "shell", short: "Connect to the Cilium shell"),
        Command(name: "status", short: "Display status of daemon"),
        Command(name: "version", short: "Print version information"),
      ]),
    Group(
      path: ["bpf"], long: "Direct access to local BPF maps",
      commands: [
        // As recorded with `cilium-dbg bpf tunnel list`, which is no command of 1.19 any more.
        Command(name: "auth", short: "Manage authenticated connections between identities"),
        Command(name: "bandwidth", short: "BPF datapath bandwidth settings"),
        Command(name: "config", short: "Manage runtime config"),
        Command(name: "ct", short: "Connection tracking tables"),
        Command(name: "egress", short: "Manage the egress routing rules"),
        Command(name: "endpoint", short: "Local endpoint map"),
        Command(name: "frag", short: "Manage the IPv4 datagram fragments"),
        Command(name: "fs", short: "BPF filesystem mount"),
        Command(name: "ipcache", short: "Manage the IPCache mappings for IP/CIDR <-> Identity"),
        Command(name: "ipmasq", short: "ip-masq-agent CIDRs"),
        Command(name: "lb", short: "Load-balancing configuration"),
        Command(name: "metrics", short: "BPF datapath traffic metrics"),
        Command(name: "multicast", short: "Manage multicast BPF programs"),
        Command(name: "nat", short: "NAT mapping tables"),
        Command(name: "nodeid", short: "Manage the node IDs"),
        Command(name: "policy", short: "Manage policy related BPF maps"),
        Command(name: "sha", short: "Manage compiled BPF template objects"),
        Command(name: "socknat", short: "Socket NAT operations"),
        Command(name: "srv6", short: "Manage the SRv6 routing rules"),
        Command(name: "vtep", short: "Manage the VTEP mappings for IP/CIDR <-> VTEP MAC/IP"),
      ]),
    Group(
      path: ["bpf", "nat"], long: "NAT mapping tables",
      commands: [
        Command(name: "flush", short: "Flush all NAT mapping entries"),
        Command(name: "list", short: "List all NAT mapping entries"),
        Command(name: "retries", short: "NAT retries information"),
      ]),
    Group(
      path: ["bpf", "ct"], long: "Connection tracking tables",
      commands: [
        Command(name: "flush", short: "Flush connection tracking entries"),
        Command(name: "list", short: "List connection tracking entries"),
      ]),
    Group(
      path: ["bpf", "lb"], long: "Load-balancing configuration",
      commands: [Command(name: "list", short: "List load-balancing configuration")]),
    Group(
      path: ["bpf", "policy"], long: "Manage policy related BPF maps",
      commands: [Command(name: "get", short: "List contents of a policy BPF map")]),
    Group(
      path: ["bpf", "ipcache"], long: "Manage the IPCache mappings for IP/CIDR <-> Identity",
      commands: [
        Command(name: "list", short: "List endpoint IPs (local and remote) and their corresponding security identities")
      ]),
    Group(
      path: ["bpf", "endpoint"], long: "Local endpoint map",
      commands: [Command(name: "list", short: "List local endpoint entries")]),
    Group(
      path: ["bpf", "metrics"], long: "BPF datapath traffic metrics",
      commands: [Command(name: "list", short: "List BPF datapath traffic metrics")]),
    Group(
      path: ["node"], long: "Manage cluster nodes", commands: [Command(name: "list", short: "List nodes")]),
    Group(
      path: ["endpoint"], long: "Manage endpoints", commands: [Command(name: "list", short: "List all endpoints")]),
    Group(
      path: ["service"], long: "Manage services & loadbalancers",
      commands: [Command(name: "list", short: "List services")]),
    Group(
      path: ["metrics"], long: "Access metric status", commands: [Command(name: "list", short: "List all metrics")]),
    Group(
      path: ["map"], long: "Access userspace cached content of BPF maps",
      commands: [Command(name: "list", short: "List all open BPF maps")]),
    Group(
      path: ["encrypt"], long: "Manage transparent encryption",
      commands: [Command(name: "status", short: "Display the current encryption state")]),
  ]
}
