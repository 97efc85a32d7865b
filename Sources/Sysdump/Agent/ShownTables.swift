import Cilium

/// An agent's tables as its shell shows them one by one (`cilium-dbg shell -- db/show devices`, before 1.17 `cilium-dbg
/// statedb devices`), where nobody dumped all of them. No bugtool asks so; who makes an archive by hand may.
public struct ShownTables: Sendable {
  /// `db/show devices`.
  public var devices: Reading<[Device]> = .absent
  /// `db/show routes`.
  public var routes: Reading<[Route]> = .absent
  /// `db/show node-addresses`.
  public var nodeAddresses: Reading<[NodeAddress]> = .absent
  /// `db/show mtu`.
  public var mtus: Reading<[MTUEntry]> = .absent

  /// As a dump would have them: a table of devices without one of routes would say that there are no routes.
  var asDump: Reading<StateTables> {
    guard case .read(let devices, let reference) = devices else { return devices.withoutValue() }
    guard case .read(let routes, _) = routes else { return routes.withoutValue() }
    return .read(
      StateTables(
        devices: devices, routes: routes, nodeAddresses: nodeAddresses.value ?? [], mtus: mtus.value ?? []), reference)
  }
}

extension AgentRecord {
  /// Takes the tables that the shell showed for those of a dump, where that was not read.
  mutating func useShownTables() { tables = tables.or(shown.asDump) }
}
