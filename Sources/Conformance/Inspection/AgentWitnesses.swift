import Cilium
import Sysdump

/// What the files of one agent say that cannot all be true at once. They are asked within seconds: files that contradict
/// each other are of different moments or nodes, or of an agent that was changing, and prove nothing.
struct AgentWitnesses {
  private let record: AgentRecord

  init(_ record: AgentRecord) { self.record = record }

  /// Why some of the files cannot be of one moment; `nil` where all agree.
  var contradiction: (reason: Sentence, references: [FileReference])? {
    names ?? SelectionWitnesses(record).contradiction ?? devices ?? loneAnswer
  }

  /// An agent is on one node.
  private var names: (reason: Sentence, references: [FileReference])? {
    guard let list = record.nodeList.value else { return nil }
    return AgentNames(record, of: Set(list.nodeNames)).contradiction.map {
      ("\(Self.prefix): \($0.reason)", $0.references)
    }
  }

  private static let prefix = "the agent's files contradict each other, so they are not of one moment"

  /// The agent has its devices from the kernel: its table and the kernel's listing name the same addresses and MTUs.
  private var devices: (reason: Sentence, references: [FileReference])? {
    guard let tables = record.tables.value, let listed = record.links.value,
      let first = record.tables.reference, let second = record.links.reference
    else { return nil }
    let links = Dictionary(listed.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for device in tables.devices where !Uplinks.isInternal(device) {
      guard let link = links[device.name] else { continue }
      let (one, other) = (Self.addresses(device), Self.addresses(link))
      let place = "(\(first.place)), and"
      if !one.isEmpty, !other.isEmpty, one.isDisjoint(with: other) {
        return (
          "\(Self.prefix): \(device.name) has \(Rules.list(Array(one))) \(place) \(Rules.list(Array(other))) "
            + "(\(second.place))", [first, second]
        )
      }
      if device.mtu > 0, link.mtu > 0, device.mtu != link.mtu {
        return (
          "\(Self.prefix): \(device.name) has MTU \(device.mtu) \(place) \(link.mtu) (\(second.place))",
          [first, second]
        )
      }
    }
    return nil
  }

  private static func addresses(_ device: Device) -> Set<String> {
    let own = device.addresses.filter { address in
      address.ipv4.map { !$0.isLinkLocal } ?? address.ipv6?.isGlobalUnicast ?? false
    }
    return Set(own.map(\.description))
  }

  /// An agent that answered one question and none of several others was asked that one at another time.
  private var loneAnswer: (reason: Sentence, references: [FileReference])? {
    let answers: [(isRead: Bool, reference: FileReference?)] = [
      (record.status.value != nil, record.status.reference),
      (record.statusDocument.value != nil, record.statusDocument.reference),
      (record.configuration.value != nil, record.configuration.reference),
      (record.tables.value != nil, record.tables.reference),
      (record.nodeList.value != nil, record.nodeList.reference),
    ]
    let there = answers.filter { $0.reference != nil }
    let read = there.filter(\.isRead)
    guard let only = read.first?.reference, read.count == 1, there.count > 3 else { return nil }
    let silent = there.filter { !$0.isRead }.compactMap(\.reference)
    return (
      "only \(only.path) has an answer of the agent, and \(silent.count) others have none: they are not of one moment",
      [only] + silent.prefix(1)
    )
  }

  /// Reserved identities (`pkg/identity/numericidentity.go`): the node itself, and its health endpoint.
  private static let (host, health) = (1, 4)

  /// Why the listing of pins is of another agent than the list of endpoints; `nil` where it is not, or where nothing tells.
  ///
  /// Each agent gives its health endpoint another number when it starts (`pkg/health`, the endpoint is made anew), and a
  /// pod keeps its number.
  var strangePins: (reason: Sentence, references: [FileReference])? {
    let listed = record.endpoints.map { entries in
      Dictionary(
        entries.compactMap { entry in entry.identity.map { (entry.id, $0) } }, uniquingKeysWith: { first, _ in first })
    }
    let endpoints = listed.or(record.describedEndpoints)
    guard let pinned = record.pinnedEndpoints.value, !pinned.isEmpty, let all = endpoints.value,
      let first = record.pinnedEndpoints.reference, let second = endpoints.reference
    else { return nil }
    let own = all.filter { $0.value != Self.host }
    guard !own.isEmpty else { return nil }
    let health = own.filter { $0.value == Self.health }.keys.min()
    let lost = health.map { !pinned.contains($0) } ?? pinned.isDisjoint(with: own.keys)
    guard lost else { return nil }
    let told = health.map { "its health endpoint is \($0)" } ?? "none of its endpoints is among them"
    return (
      "pins are those of endpoints \(pinned.sorted().map(String.init).joined(separator: ", ")) (\(first.path)), and "
        + "\(told) (\(second.path)): they are not of one moment", [first, second]
    )
  }
}
