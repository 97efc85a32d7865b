import Cilium
import Foundation
import Kubernetes

/// What the agents' tables hold of the run's own pods and Services, as it was read.
struct DatapathReadings: Sendable {
  /// What reports show, and diagnoses ask.
  var record = DatapathRecord()
  /// Node name → the security identities of its probe pods; or why they could not be read.
  var identities: [String: Result<[IPAddress: UInt32], AgentShell.Failure>] = [:]
}

/// Reads the part of the agents' tables that belongs to the run's own pods and Services. Every list is filtered on the
/// far side: the tables of a busy cluster hold tens of thousands of rows.
struct DatapathReader: Sendable {
  var shell: AgentShell
  let pods: ProbePods
  let sample: PairSample
  /// Node name → the ClusterIP in front of its server pod.
  let services: [String: IPv4Address]
  /// The namespace of the run's own Services.
  let namespace: String
  /// The Services that probes use, and their endpoints as the API has them; or why they could not be read.
  var published: Result<[PublishedService], AgentShell.Failure> = .success([])

  /// On a cluster that is larger, only what differs is kept.
  static let mostNodesInFull = ScenarioRecord.Basis.mostNodes

  /// All nodes' readings together.
  func readings(_ found: [String: NodeDatapath]) -> DatapathReadings {
    var readings = DatapathReadings()
    if case .failure(let failure) = published {
      readings.record.gaps.append("the Services' endpoints could not be read: \(failure)")
    }
    for (node, datapath) in found.sorted(by: { $0.key < $1.key }) {
      readings.identities[node] = datapath.identities
      // Two numbers for each node: little even of a thousand.
      readings.record.identities = (readings.record.identities ?? []) + datapath.pods
      readings.record.policies += datapath.policies
      readings.record.gaps += datapath.gaps.map { "\(node): \($0)" as Sentence }
      readings.record.compared += datapath.services.count
      readings.record.services += datapath.services.filter {
        found.count <= Self.mostNodesInFull || !$0.agrees
      }
    }
    let gaps = readings.record.gaps
    if gaps.count > Self.mostNodesInFull {
      readings.record.gaps =
        gaps.prefix(Self.mostNodesInFull) + ["… and \(gaps.count - Self.mostNodesInFull) more of that kind"]
    }
    return readings
  }

  /// The cluster's Services, and those of the run that the node's pod asks.
  private func used(by node: String) -> [PublishedService] {
    guard sample.nodes.contains(node), case .success(let all) = published else { return [] }
    let asked = Set((sample.targets[node] ?? []).compactMap { services[$0] })
    return all.filter { !$0.name.hasPrefix("\(namespace)/") || asked.contains($0.clusterIP) }
  }

  /// What one agent's tables hold.
  struct NodeDatapath: Sendable {
    var services: [ServiceComparison] = []
    var identities: Result<[IPAddress: UInt32], AgentShell.Failure> = .success([:])
    var policies: [PolicyRestriction] = []
    var pods: [ProbeIdentity] = []
    var gaps: [Sentence] = []
  }

  /// Reads the tables of one node. What cannot be read is said as a gap.
  func read(_ node: String) async -> NodeDatapath {
    async let compared = compare(used(by: node), on: node)
    var datapath = NodeDatapath()
    do {
      let endpoints = try await endpoints(of: node)
      datapath.identities = await identities(of: endpoints, on: node)
      if case .success(let known) = datapath.identities {
        datapath.pods = endpoints.compactMap { endpoint in
          endpoint.addresses.first.flatMap { known[$0] }.map {
            ProbeIdentity(node: node, pod: endpoint.role.rawValue, identity: $0)
          }
        }
      }
      for endpoint in endpoints {
        do {
          datapath.policies += try await policies(of: endpoint, on: node)
        } catch {
          datapath.gaps.append("the policy of the \(endpoint.role.rawValue) pod could not be read: \(error)")
        }
      }
    } catch {
      datapath.identities = .failure(AgentShell.Failure(error))
      datapath.gaps.append("the probe pods' endpoints could not be read: \(error)")
    }
    switch await compared {
    case .success(let services): datapath.services = services
    case .failure(let failure): datapath.gaps.append("the load-balancer map could not be read: \(failure)")
    }
    return datapath
  }

  /// What ``read(_:)`` asks of a node's agent, as far as that is known before.
  ///
  /// - Parameter endpoints: The numbers of the probe pods' endpoints.
  func commands(_ node: String, _ program: AgentProgram, endpoints: [Int]) -> [[String]] {
    let used = used(by: node)
    return (used.isEmpty ? [] : [serviceMapCommand(used, program)])
      + (endpointsCommand(node, program).map { [$0] } ?? [])
      + endpoints.map { [program.name] + Self.policyWords($0) }
  }

  /// The command that lists the endpoints of a node's probe pods; `nil` where none runs.
  func endpointsCommand(_ node: String, _ program: AgentProgram) -> [String]? {
    let running = running(on: node)
    return running.isEmpty ? nil : endpointsCommand(running, program)
  }

  /// The numbers of a node's probe pods' endpoints; none where they cannot be told.
  func endpointNumbers(of node: String) async -> [Int] { ((try? await endpoints(of: node)) ?? []).map(\.id) }

  // MARK: Services

  private func compare(
    _ used: [PublishedService], on node: String
  ) async -> Result<[ServiceComparison], AgentShell.Failure> {
    guard !used.isEmpty else { return .success([]) }
    return await Result {
      let table = try await serviceMap(used, on: node)
      return used.flatMap { service in
        let target = services.first { $0.value == service.clusterIP }?.key
        return table.compare(service, on: node).map { $0.towards(target) }
      }
    }
  }

  /// The services that are used, filtered on the far side. Up to 1.16 a service's further rows do not repeat its address,
  /// and a filter would lose them: there the whole map is read, as JSON.
  private func serviceMap(_ used: [PublishedService], on node: String) async throws -> LoadBalancerTable {
    let program = try await shell.program(on: node)
    let listing = try await shell.run(serviceMapCommand(used, program), on: node)
    if Self.listsServicesInFull(program) { return try LoadBalancerTable.parse(json: listing.stdout) }
    return try LoadBalancerTable.parse(text: listing.stdoutText)
  }

  private func serviceMapCommand(_ used: [PublishedService], _ program: AgentProgram) -> [String] {
    if Self.listsServicesInFull(program) { return [program.name, "bpf", "lb", "list", "-o", "json"] }
    return filtered(["bpf", "lb", "list"], heading: "SERVICE ADDRESS", rows: used.map { "\($0.clusterIP):" }, program)
  }

  private static func listsServicesInFull(_ program: AgentProgram) -> Bool {
    program.release.map { $0 < CiliumRelease(1, 17) } ?? false
  }

  // MARK: Endpoints

  private struct ProbeEndpoint {
    var role: ProbeRole
    /// An endpoint has one identity for its addresses of both families.
    var addresses: [IPAddress]
    var entry: EndpointMapEntry
    var id: Int
  }

  private typealias RunningPod = (role: ProbeRole, address: IPAddress, addresses: [IPAddress])

  private func running(on node: String) -> [RunningPod] {
    let pair = pods.nodes[node]
    return [(ProbeRole.client, pair?.client), (.server, pair?.server)].compactMap { role, pod in
      (try? pod?.get()).flatMap { pod in
        pod.addresses.first.map { (role: role, address: $0, addresses: pod.addresses) }
      }
    }
  }

  private func endpointsCommand(_ running: [RunningPod], _ program: AgentProgram) -> [String] {
    filtered(["bpf", "endpoint", "list"], heading: "IP ADDRESS", rows: running.map { "\($0.address):" }, program)
  }

  private func endpoints(of node: String) async throws -> [ProbeEndpoint] {
    let running = running(on: node)
    guard !running.isEmpty else { return [] }
    let listing = try await shell.run(endpointsCommand(running, try await shell.program(on: node)), on: node)
    let entries = try EndpointMap.parse(text: listing.stdoutText, stderr: listing.stderrText)
    return running.compactMap { pod in
      entries.first { $0.address == pod.address }.flatMap { entry in
        entry.id.map { ProbeEndpoint(role: pod.role, addresses: pod.addresses, entry: entry, id: $0) }
      }
    }
  }

  /// The endpoint map tells them; releases whose map does not print them have them in the IP cache.
  private func identities(
    of endpoints: [ProbeEndpoint], on node: String
  ) async -> Result<[IPAddress: UInt32], AgentShell.Failure> {
    func known(_ identity: (ProbeEndpoint) -> UInt32?) -> [IPAddress: UInt32] {
      endpoints.reduce(into: [:]) { known, endpoint in
        guard let identity = identity(endpoint) else { return }
        for address in endpoint.addresses { known[address] = identity }
      }
    }
    let open = endpoints.filter { $0.entry.identity == nil }.map(\.entry.address)
    guard !open.isEmpty else { return .success(known(\.entry.identity)) }
    return await Result {
      let rows = open.map { "\($0)/\($0.family.bits) " }
      let program = try await shell.program(on: node)
      let listing = try await shell.run(
        filtered(["bpf", "ipcache", "list"], heading: "IP PREFIX/ADDRESS", rows: rows, program), on: node)
      let table = try IPCacheTable.parse(text: listing.stdoutText, stderr: listing.stderrText)
      return known { endpoint in
        endpoint.entry.identity ?? table.entry(for: endpoint.entry.address).flatMap { UInt32(exactly: $0.identity) }
      }
    }
  }

  private func policies(of endpoint: ProbeEndpoint, on node: String) async throws -> [PolicyRestriction] {
    let answer = try await shell.cilium(Self.policyWords(endpoint.id), on: node)
    // The list of one endpoint lacks the heading that the list of all has.
    let table = try PolicyTable.parse(
      text: "Endpoint ID: \(endpoint.id)\n" + answer.stdoutText, stderr: answer.stderrText)
    // What comes from the host is always allowed: not one entry is an answer of another form.
    guard table.tally.entries > 0 else {
      throw AgentShell.Failure(description: "`bpf policy get \(endpoint.id)` listed no entry")
    }
    return [true, false].compactMap { isIngress in
      table.restriction(of: endpoint.id, ingress: isIngress).map {
        PolicyRestriction(
          node: node, pod: endpoint.role.rawValue, endpoint: endpoint.id, isIngress: isIngress, restriction: $0)
      }
    }
  }

  private static func policyWords(_ endpoint: Int) -> [String] { ["bpf", "policy", "get", "\(endpoint)"] }

  /// A table's heading and the rows that begin so. Without its heading the text is no table, which its reader says.
  private func filtered(
    _ command: [String], heading: String, rows: [String], _ program: AgentProgram
  ) -> [String] {
    let patterns = [heading] + rows.map { $0.replacing(".", with: "[.]") }
    let listing = ([program.name] + command).joined(separator: " ")
    return ["sh", "-c", "\(listing) | grep -E '^(\(patterns.joined(separator: "|")))'"]
  }
}
