/// Which tables belong to VRFs when `ip -d` was not asked: the kernel puts the local routes of a VRF's ports into the
/// VRF's table (`net/ipv4/fib_frontend.c`, `fib_magic`).
enum VRFTables {
  static func infer(links: [NetworkLink], routes: [KernelRoute]) -> (links: [NetworkLink], isAssumed: Bool) {
    let open = Set(links.filter { $0.isVRF && $0.vrfTable == nil }.map(\.name))
    guard !open.isEmpty else { return (links, false) }
    let owners = Dictionary(
      links.compactMap { link in link.master.map { (link.name, $0) } }, uniquingKeysWith: { first, _ in first })
    var tables: [String: Set<RoutingTable>] = [:]
    for route in routes where route.kind == .local && route.table != .local {
      for hop in route.hops {
        guard let master = owners[hop.device], open.contains(master) else { continue }
        tables[master, default: []].insert(route.table)
      }
    }
    var isAssumed = false
    let known = links.map { link in
      guard open.contains(link.name), let found = tables[link.name], found.count == 1 else { return link }
      isAssumed = true
      var copy = link
      copy.vrfTable = found.first
      return copy
    }
    return (known, isAssumed)
  }
}
