import Foundation

/// The container runtime of the lab's nodes: sandboxes are network namespaces, containers are processes.
actor NamespaceRuntime: PodRuntime {
  private let network: LabNetwork
  private let topology: LabTopology
  private let paths: LabPaths
  private let executable: String
  /// Node → a pool of each family, the primary one first.
  private var pools: [String: [PodAddressPool]] = [:]
  private var sandboxes: [String: Sandbox] = [:]
  private var busyboxApplets: Task<String, any Error>?
  private var started = 0

  private struct Sandbox {
    var link: PodLink?
    var containers: [NamespaceContainer] = []
  }

  /// - Parameter executable: the program that the agent's commands (`cilium-dbg`, …) are links to.
  init(network: LabNetwork, executable: String) {
    self.network = network
    self.executable = executable
    topology = network.topology
    paths = network.paths
    for node in topology.nodes {
      // The agent gives itself an address of the pod network for health probes; no pod may get it.
      let reserved = Set(node.podGateways + node.podCIDRs.map(HealthAddress.address))
      pools[node.name] = node.podCIDRs.compactMap(IPNetwork.init).map {
        PodAddressPool(network: $0, reserved: reserved)
      }
    }
    // A command that ends before it has read its input must not end the lab.
    signal(SIGPIPE) { _ in }
  }

  func createSandbox(_ specification: SandboxSpecification) async throws -> PodSandbox {
    let node = try topology.node(specification.node)
    if specification.hostNetwork {
      let sandbox = PodSandbox(specification: specification, addresses: node.nodeIPAddresses, netns: node.name)
      sandboxes[specification.uid] = Sandbox()
      return sandbox
    }
    guard let addresses = allocate(on: node.name) else {
      throw LabError("all addresses of \(node.podCIDRs.joined(separator: ", ")) on \(node.name) are in use")
    }
    let identity =
      specification.identity
      ?? SecurityIdentity.of(namespace: specification.namespace, labels: specification.labels)
    let link = PodLink(
      netns: "pod-\(specification.uid)", addresses: addresses, uid: specification.uid, identity: identity)
    do {
      try await network.attach(link, to: node.name)
    } catch {
      await network.detach(link, from: node.name)
      release(addresses, on: node.name)
      throw error
    }
    sandboxes[specification.uid] = Sandbox(link: link)
    return PodSandbox(specification: specification, addresses: addresses, netns: link.netns)
  }

  /// An address of each family; nil when one of them has none left.
  private func allocate(on node: String) -> [String]? {
    let count = pools[node]?.count ?? 0
    let addresses = (0..<count).compactMap { pools[node]?[$0].allocate() }
    guard count > 0, addresses.count == count else {
      release(addresses, on: node)
      return nil
    }
    return addresses
  }

  private func release(_ addresses: [String], on node: String) {
    // Each pool knows its own.
    for address in addresses { for index in (pools[node] ?? []).indices { pools[node]?[index].release(address) } }
  }

  func start(_ container: ContainerSpecification, in sandbox: PodSandbox) async throws -> any RunningContainer {
    let uid = sandbox.specification.uid
    guard sandboxes[uid] != nil else { throw LabError("the sandbox of pod \(sandbox.specification.name) is gone") }
    guard let image = LabImage(reference: container.image) else {
      throw LabError(
        "failed to pull image \"\(container.image)\": the lab has only busybox, coredns, cilium, netshoot and netproof images"
      )
    }
    started += 1
    let directory = "\(paths.containers)/\(uid)/\(container.name)-\(started)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let launch =
      switch image {
      case .busybox: try await busybox(container, in: sandbox, directory: directory)
      case .coredns: coredns(container, in: sandbox, directory: directory)
      case .cilium: cilium(container, in: sandbox, directory: directory)
      case .tools: try tools(container, in: sandbox, directory: directory)
      case .netproof: try netproof(container, in: sandbox, directory: directory)
      }
    let running = try await NamespaceContainer.start(launch)
    guard sandboxes[uid] != nil else {
      await running.stop(gracePeriod: .zero)
      throw LabError("the sandbox of pod \(sandbox.specification.name) was removed while \(container.name) started")
    }
    sandboxes[uid]?.containers.append(running)
    return running
  }

  func remove(_ sandbox: PodSandbox) async {
    let uid = sandbox.specification.uid
    guard let state = sandboxes.removeValue(forKey: uid) else { return }
    for container in state.containers { await container.stop(gracePeriod: .zero) }
    if let link = state.link {
      await network.detach(link, from: sandbox.specification.node)
      release(link.addresses, on: sandbox.specification.node)
    }
    try? FileManager.default.removeItem(atPath: "\(paths.containers)/\(uid)")
  }

  // MARK: Images

  private func busybox(
    _ container: ContainerSpecification, in sandbox: PodSandbox, directory: String
  ) async throws -> NamespaceContainer.Launch {
    let applets = try await applets()
    let environment = environment(container, in: sandbox)
    let command = container.command.isEmpty ? ["sh"] : container.command
    let workingDirectory = container.workingDirectory ?? "/"
    if let program = command.first, !program.contains("/"), access("\(applets)/\(program)", X_OK) != 0 {
      throw ExecError(description: "exec: \"\(program)\": executable file not found in $PATH")
    }
    try writeFiles(sandbox, directory: "\(directory)/etc")
    try FileManager.default.createDirectory(atPath: "\(directory)/rootfs", withIntermediateDirectories: true)
    try MountPlan(paths: paths, podUID: sandbox.specification.uid).write(container, directory: directory)
    var scriptEnvironment = environment
    scriptEnvironment["CONTAINER_PATH"] = environment["PATH"]
    scriptEnvironment["PATH"] = LabCommand.searchPath
    return NamespaceContainer.Launch(
      name: container.name, netns: sandbox.netns, script: ContainerScripts.busybox,
      arguments: [applets, directory, hostName(sandbox), workingDirectory] + command,
      scriptEnvironment: scriptEnvironment, environment: environment, workingDirectory: workingDirectory,
      pidFile: "\(directory)/pid")
  }

  private func coredns(
    _ container: ContainerSpecification, in sandbox: PodSandbox, directory: String
  ) -> NamespaceContainer.Launch {
    let arguments = [
      hostName(sandbox), sandbox.addresses.map { "--listen-address=\($0)" }.joined(separator: " "),
      topology.apiServiceAddress.urlHost, LabTopology.upstreamDNSAddress(topology.families.first ?? .ipv4),
      paths.clusterNames, directory,
    ]
    return onHostRoot(container, in: sandbox, directory, script: ContainerScripts.coredns, arguments: arguments)
  }

  private func cilium(
    _ container: ContainerSpecification, in sandbox: PodSandbox, directory: String
  ) -> NamespaceContainer.Launch {
    var container = container
    container.environment["NETPROOF_AGENT_SOCKET"] = paths.agentSocket(sandbox.specification.node)
    let arguments = [hostName(sandbox), executable, paths.wireguard(sandbox.specification.node)]
    return onHostRoot(container, in: sandbox, directory, script: ContainerScripts.cilium, arguments: arguments)
  }

  private func tools(
    _ container: ContainerSpecification, in sandbox: PodSandbox, directory: String
  ) throws -> NamespaceContainer.Launch {
    let command = container.command.isEmpty ? ["sh"] : container.command
    try MountPlan(paths: paths, podUID: sandbox.specification.uid).write(container, directory: directory)
    return onHostRoot(
      container, in: sandbox, directory, script: ContainerScripts.tools,
      arguments: [hostName(sandbox), directory] + command)
  }

  /// The program lies in a folder, with its libraries in the folders beside it when it comes from a bundle.
  private func netproof(
    _ container: ContainerSpecification, in sandbox: PodSandbox, directory: String
  ) throws -> NamespaceContainer.Launch {
    let program = URL(filePath: executable).resolvingSymlinksInPath()
    let folder = program.deletingLastPathComponent()
    let inside = "/netproof/\(folder.lastPathComponent)"
    try writeFiles(sandbox, directory: "\(directory)/etc")
    try FileManager.default.createDirectory(atPath: "\(directory)/rootfs", withIntermediateDirectories: true)
    try MountPlan(paths: paths, podUID: sandbox.specification.uid).write(container, directory: directory)
    var environment = environment(container, in: sandbox)
    environment["PATH"] = "\(inside):\(LabCommand.searchPath)"
    var scriptEnvironment = environment
    scriptEnvironment["CONTAINER_PATH"] = environment["PATH"]
    scriptEnvironment["PATH"] = LabCommand.searchPath
    let user = container.user.map { [String($0.user), String($0.group), $0.volumeGroup.map { String($0) } ?? ""] }
    let entryPoint = container.replacesEntryPoint ? [] : ["\(inside)/\(program.lastPathComponent)"]
    return NamespaceContainer.Launch(
      name: container.name, netns: sandbox.netns, script: ContainerScripts.netproof,
      arguments: [directory, hostName(sandbox)] + (user ?? ["", "", ""]) + [folder.deletingLastPathComponent().path]
        + entryPoint + container.command,
      scriptEnvironment: scriptEnvironment, environment: environment, workingDirectory: "/",
      pidFile: "\(directory)/pid")
  }

  private func onHostRoot(
    _ container: ContainerSpecification, in sandbox: PodSandbox, _ directory: String, script: String,
    arguments: [String]
  ) -> NamespaceContainer.Launch {
    let environment = environment(container, in: sandbox)
    return NamespaceContainer.Launch(
      name: container.name, netns: sandbox.netns, script: script, arguments: arguments,
      scriptEnvironment: environment, environment: environment, workingDirectory: "/", pidFile: "\(directory)/pid")
  }

  // MARK: Details

  private func environment(_ container: ContainerSpecification, in sandbox: PodSandbox) -> [String: String] {
    let own = [
      "PATH": LabCommand.searchPath, "HOSTNAME": hostName(sandbox), "HOME": "/root",
      "KUBERNETES_SERVICE_HOST": topology.apiServiceAddress, "KUBERNETES_SERVICE_PORT": "443",
    ]
    return own.merging(container.environment) { $1 }
  }

  /// Host-network pods share the node's UTS namespace.
  private func hostName(_ sandbox: PodSandbox) -> String {
    sandbox.specification.hostNetwork ? sandbox.specification.node : sandbox.specification.name
  }

  private func writeFiles(_ sandbox: PodSandbox, directory: String) throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let files = [
      "resolv.conf": sandbox.specification.resolvConf,
      "hostname": "\(hostName(sandbox))\n",
      "hosts": "127.0.0.1\tlocalhost\n"
        + sandbox.addresses.map { "\($0)\t\(hostName(sandbox))\n" }.joined(),
      "passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n",
      "group": "root:x:0:\nnogroup:x:65534:\n",
      "nsswitch.conf": "hosts: files dns\n",
    ]
    for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)")) }
  }

  /// The directory with busybox's applets, made once.
  private func applets() async throws -> String {
    if let busyboxApplets { return try await busyboxApplets.value }
    let directory = "\(paths.images)/busybox"
    let task = Task {
      let script = """
        set -e
        mkdir -p "$0"
        cp "$1" "$0/busybox"
        "$0/busybox" --install "$0"
        rm "$0/wget"
        cat >"$0/wget"
        chmod 755 "$0/wget"
        """
      try await LabCommand.check(
        ["sh", "-c", script, directory, try LabCommand.path(of: "busybox")], input: ContainerScripts.wget + "\n")
      return directory
    }
    busyboxApplets = task
    return try await task.value
  }
}
