import CLinux
import Foundation
import Logging
import NIOCore
import NIOPosix

/// Puts the lab's parts together: network, certificates, control plane, API server.
struct LabAssembly: Sendable {
  let options: LabOptions
  private let logger: Logger

  init(_ options: LabOptions) {
    self.options = options
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    logger = Logger(label: "lab")
  }

  /// How long agents and cluster DNS may take to become ready.
  private static let patience = Duration.seconds(40)

  /// Builds the lab, tells the state directory when it is ready, and runs it.
  func run(progress: @escaping @Sendable (String) -> Void) async throws {
    let state = StateDirectory(path: options.stateDirectory)
    let topology = options.topology
    let network = LabNetwork(topology: topology, executable: options.executable)
    let api = (address: topology.apiServerAddress, port: LabTopology.apiServerPort)
    async let keys = certificates(addresses: ["127.0.0.1", topology.apiServiceAddress, api.address])
    try await network.up(progress: progress)
    let pki = try await keys
    let tailscale = try await TailscaleStandIns.listen(network)

    progress("API server")
    let (paths, release) = (network.paths, options.cilium)
    let upstream = LabTopology.upstreamDNSAddress(topology.families.first ?? .ipv4)
    let zone = ClusterDNSZone(directory: paths.clusterNames)
    let nodes = topology.nodes.map { LabNodeSpecification($0, in: topology) }
    let plane = try await ControlPlane(
      ControlPlane.Foundations(
        network: network, runtime: NamespaceRuntime(network: network, executable: options.executable),
        launcher: { environment in
          AgentFleet(
            environment: environment, socketPath: { paths.agentSocket($0) },
            namespacePath: { LabPaths.namespace($0) }, servesIPv6: topology.usesIPv6, release: release)
        },
        writeRecords: { records in try zone.write(records: records.map { (name: $0.name, address: $0.address) }) },
        initial: InitialObjects(
          nodes: nodes, machine: .read(),
          configuration: CiliumConfiguration.data(of: topology, devices: options.devices, release: release),
          cilium: release, apiAddress: api.address, apiPort: Int(api.port), neighbourhood: topology.neighbourhood,
          dnsAddresses: topology.clusterDNSAddresses, apiServiceAddress: topology.apiServiceAddress,
          nonMasqueradeCIDRs: topology.cilium.nonMasqueradeCIDRs, upstreamDNS: upstream),
        authority: pki.authority, upstreamDNS: upstream, serviceCIDRs: topology.serviceCIDRs), logger: logger)
    let server = try APIServer(
      facade: plane.facade, identities: try Self.identities(pki), certificate: pki.server.certificate,
      key: pki.server.key, logger: logger)
    let group = MultiThreadedEventLoopGroup.singleton
    let outside = try await server.bind(.address(host: "127.0.0.1", port: options.port), group: group)
    let inside = try await server.bind(
      .socket(try Self.socket(api.address, api.port, node: nodes[0].name)), group: group)
    guard let port = outside.channel.localAddress?.port else { throw LabError("the API server has no port") }

    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await server.serve(outside) }
      tasks.addTask { try await server.serve(inside) }
      tasks.addTask { await plane.run() }
      tasks.addTask { await tailscale.run() }
      tasks.addTask {
        progress("agents and cluster DNS")
        let missing = await plane.waitUntilReady(within: Self.patience)
        guard missing.isEmpty else {
          throw LabError(
            "not ready after \(Self.patience): \(missing.joined(separator: ", ")); see \(state.log) and "
              + "kubectl --kubeconfig \(state.kubeconfig) describe")
        }
        try state.write("", to: state.ready)
        progress("ready")
      }
      try state.write(Kubeconfig.text(server: "https://127.0.0.1:\(port)", pki: pki), to: state.kubeconfig)
      // Everything but the waiting runs until the lab ends; whatever ends earlier has failed.
      while try await tasks.next() != nil {}
    }
  }

  private func certificates(addresses: [String]) async throws -> LabPKI {
    let names = [
      "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
      "kubernetes.default.svc.cluster.local",
    ]
    let directory = FileManager.default.temporaryDirectory.appending(path: "netproof-pki-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: directory) }
    return try await LabPKI.make(
      in: directory, serverNames: names.map { "DNS:\($0)" } + addresses.map { "IP:\($0)" })
  }

  static func identities(_ pki: LabPKI) throws -> ClientIdentities {
    try ClientIdentities(
      pem: pki.administrator.certificate,
      user: APIUser(name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"]))
  }

  private static func socket(_ address: String, _ port: UInt16, node: String) throws -> Int32 {
    let descriptor = netproof_listen_in_netns(LabPaths.namespace(node), address, port, 256)
    guard descriptor >= 0 else {
      throw LabError(
        "the API server cannot listen on \(address):\(port) in \(node): \(String(cString: strerror(-descriptor)))")
    }
    return descriptor
  }
}
