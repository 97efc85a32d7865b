import Sysdump

/// Which node an agent's files say that it is on: its host's name, its own entry in its list of nodes, and the name under
/// which its health daemon measures.
struct AgentNames {
  private let told: [(name: String, reference: FileReference)]

  /// - Parameter known: The nodes that there are: a host's name may be another than its node's, and says nothing then.
  init(_ record: AgentRecord, of known: some Collection<String>) {
    var told: [(name: String, reference: FileReference)] = []
    func take(_ name: String?, _ reference: FileReference?) {
      guard let name, let reference, known.contains(name) else { return }
      told.append((name, reference))
    }
    if let host = record.hostname.value {
      // It may have its domain, or lack it.
      let short = host.prefix { $0 != "." }
      take(
        known.first { $0 == host } ?? known.first { $0.prefix { $0 != "." } == short }, record.hostname.reference)
    }
    take(record.nodeList.value?.first(where: \.isLocal)?.nodeName, record.nodeList.reference)
    take(record.health.value?.localName.split(separator: "/").last.map(String.init), record.health.reference)
    self.told = told
  }

  /// The node that most of them name; of as many the first.
  var likeliest: String? {
    let counts = Dictionary(grouping: told, by: \.name).mapValues(\.count)
    return told.first { counts[$0.name] == counts.values.max() }?.name
  }

  /// Two of them that name different nodes, in words; `nil` where all agree.
  var contradiction: (reason: Sentence, references: [FileReference])? {
    guard let first = told.first, let other = told.first(where: { $0.name != first.name }) else { return nil }
    return (
      "they are of \(first.name) (\(first.reference.path)), and of \(other.name) (\(other.reference.path))",
      [first.reference, other.reference]
    )
  }
}
