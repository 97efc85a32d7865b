import Cilium
import Synchronization

/// Where the nodes of a list stand, by their names and by their addresses, found out the first time that a large list is
/// asked. Kept beside the list that it is made of, and thrown away when that changes.
///
/// Rules ask it of every pair of nodes: looking through the list each time takes a large cluster minutes.
final class NodeIndex: Sendable, Hashable {
  /// In shorter lists looking through them is as quick.
  private static let leastNodes = 9

  private let kept = Mutex<[String: Int]?>(nil)
  private let keptAddresses = Mutex<AddressPlaces?>(nil)

  /// The place of the first node of a name in the list that this index is kept beside.
  func place(of name: String, in nodes: [NodeFacts]) -> Int? {
    guard nodes.count >= Self.leastNodes else { return nodes.firstIndex { $0.name == name } }
    return kept.withLock { places in
      if let places { return places[name] }
      let made = Dictionary(nodes.indices.map { (nodes[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
      places = made
      return made[name]
    }
  }

  /// The places of the nodes by their addresses, in the list that this index is kept beside.
  func addresses(in nodes: [NodeFacts]) -> AddressPlaces {
    keptAddresses.withLock { places in
      if let places { return places }
      let made = AddressPlaces(nodes)
      places = made
      return made
    }
  }

  static func == (_: NodeIndex, _: NodeIndex) -> Bool { true }

  func hash(into _: inout Hasher) {}
}

/// The places of nodes in their list, in its order, by what they have to do with an address.
struct AddressPlaces: Sendable {
  /// Of those that have it: as their node IP, or on a device.
  private(set) var holders: [IPAddress: [Int]] = [:]
  /// Of those that Cilium knows by it: as their node IP or ExternalIP.
  private(set) var known: [IPAddress: [Int]] = [:]
  /// Of those whose hosts do not reach it.
  private(set) var unreached: [String: [Int]] = [:]
  /// Every node that has a node IP on another device than an overlay, by the family. A node whose devices are not known is
  /// none of them.
  private(set) var underlayNodeIPs: [IPFamily: [(address: IPAddress, place: Int)]] = [:]

  init(_ nodes: [NodeFacts]) {
    for (place, node) in nodes.enumerated() {
      let own = IPFamily.allCases.compactMap(node.nodeIP)
      let overlays = node.uplinks.overlays
      for address in own where !node.devices.isEmpty {
        guard !overlays.contains(where: { $0.device.addresses.contains(address) }) else { continue }
        underlayNodeIPs[address.family, default: []].append((address, place))
      }
      for address in Set(own + node.devices.flatMap(\.addresses)) { holders[address, default: []].append(place) }
      for address in Set(own + [node.externalIP.map(IPAddress.v4)].compactMap { $0 }) {
        known[address, default: []].append(place)
      }
      for (address, isReached) in node.reachedFromHost where !isReached {
        unreached[address, default: []].append(place)
      }
    }
  }
}
