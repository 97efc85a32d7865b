import Cilium
import Sysdump

/// The places in an archive where one agent tells which devices it selected. They are asked within seconds: files that
/// contradict each other are of different moments, or of an agent that was changing, and prove nothing.
struct SelectionWitnesses {
  private let lists: [(list: Set<String>, reference: FileReference)]

  init(_ record: AgentRecord) {
    var lists: [(list: Set<String>, reference: FileReference)] = []
    func take(_ names: [String], _ reference: FileReference?) {
      guard !names.isEmpty, let reference else { return }
      lists.append((Set(names), reference))
    }
    take(record.statusDocument.value?.kubeProxyReplacement?.devices.map(\.name) ?? [], record.statusDocument.reference)
    if let status = record.status.value {
      take(status.devices.isEmpty ? status.masquerading.devices : status.devices.map(\.name), record.status.reference)
    }
    take(record.configuration.value?.devices ?? [], record.configuration.reference)
    take(record.tables.value?.devices.filter(\.selected).map(\.name) ?? [], record.tables.reference)
    self.lists = lists
  }

  /// What two of them say that cannot both be true; `nil` where all agree.
  var contradiction: (reason: Sentence, references: [FileReference])? {
    guard let first = lists.first, let other = lists.first(where: { $0.list != first.list }) else { return nil }
    let told = [first, other].map { "\(Rules.list(Array($0.list))) (\($0.reference.place))" }
    return (
      "the agent's files contradict each other, so they are not of one moment: it selected \(told.joined(separator: ", and "))",
      [first.reference, other.reference]
    )
  }
}
