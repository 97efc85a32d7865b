import Cilium
import Foundation
import Sysdump

/// What agents said of themselves, from an archive, as a run would have asked them.
enum ArchivedReadings {
  /// - Parameter nodes: The nodes that the agent is asked about; every agent knows every node.
  static func readings(_ record: AgentRecord, about nodes: Set<String>) -> AgentReadings {
    let status = record.statusDocument.or(standIn(record))
    return AgentReadings(
      nodeList: reading(record.nodeList.map { $0.entries(of: nodes) }, "node list"),
      status: reading(status, "status of the agent"),
      masquerading: reading(record.status.map(\.masquerading), "status of the agent (status --verbose)"),
      configuration: reading(record.configuration, "configuration of the agent (config -a)"),
      tables: reading(tables(record), "table of devices (statedb dump)"),
      nodeAddresses: reading(nodeAddresses(record), "table of node addresses (statedb dump)"))
  }

  /// The status for people, where the one for programs is missing: it has the same devices.
  private static func standIn(_ record: AgentRecord) -> Reading<AgentStatus> {
    guard case .read(let text, let reference) = record.status else { return record.status.withoutValue() }
    let replacement: [String: Any] = [
      "mode": text.values["KubeProxyReplacement"].map { String($0.prefix { $0 != " " }) } ?? "",
      "deviceList": text.devices.map { ["name": $0.name, "ip": $0.addresses] as [String: Any] },
      "directRoutingDevice": text.directRoutingDevice ?? "",
    ]
    let document: [String: Any] = [
      "cilium": ["state": "Ok", "msg": text.ciliumVersion ?? ""], "kube-proxy-replacement": replacement,
    ]
    guard let data = try? JSONSerialization.data(withJSONObject: document),
      let status = try? AgentStatus.parse(json: data)
    else { return .failed("its devices cannot be read", reference) }
    return .read(status, reference)
  }

  private static func nodeAddresses(_ record: AgentRecord) -> Reading<[NodeAddress]> {
    guard case .read(let tables, let reference) = record.tables else { return record.tables.withoutValue() }
    // A node has addresses; a dump without any has not told them.
    return tables.nodeAddresses.isEmpty ? .absent : .read(tables.nodeAddresses, reference)
  }

  private static func tables(_ record: AgentRecord) -> Reading<NodeTables> {
    guard case .read(let tables, let reference) = record.tables else { return record.tables.withoutValue() }
    let evidence = evidence(reference)
    return .read(
      NodeTables(source: .statedb, devices: tables.devices, routes: tables.routes, evidence: evidence), reference)
  }

  /// A piece of evidence that says where in the archive it stands.
  static func evidence(_ reference: FileReference) -> Evidence {
    let time = reference.modified.map { ", written \(RecordTime.text($0))" } ?? ""
    return Evidence(origin: "archive", command: "\(reference.place)\(time)", output: reference.excerpt)
  }

  private static func reading<Value>(_ reading: Reading<Value>, _ what: String) -> AgentReadings.Reading<Value> {
    switch reading {
    case .read(let value, let reference): .init(value: .success(value), evidence: evidence(reference))
    case .absent, .failed:
      .init(
        value: .failure(AgentShell.Failure(description: Sentence(words: reading.problem(what) ?? what))),
        evidence: reading.reference.map(evidence) ?? Evidence(origin: "archive", command: what, output: ""))
    }
  }
}

extension Reading {
  /// Why there is no value, for a sentence; empty where there is one.
  func reason(_ what: String) -> Sentence { Sentence(words: problem(what) ?? "") }
}
