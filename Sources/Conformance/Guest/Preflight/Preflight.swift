/// Whether a run could begin: everything is read, nothing is created.
public struct Preflight: Sendable {
  /// One thing that was looked at.
  public struct Item: Sendable, Hashable {
    /// How it is.
    public enum State: String, Sendable, Hashable {
      /// As it should be.
      case ready
      /// Worth knowing; a run can begin.
      case note
      /// A run cannot begin before somebody has changed something.
      case missing
      /// There is no Cilium, or none of its agents answers: nothing could be established.
      case unanswered
    }

    /// What was looked at.
    public var title: String
    /// How it is.
    public var state: State
    /// What was found, and for what is missing what to do.
    public var finding: String
  }

  /// Everything that was looked at, in order.
  public var items: [Item] = []
  /// What a run would do and may not.
  public var missingPermissions: [RunPermission] = []

  /// Whether a run can begin.
  public var isReady: Bool { items.allSatisfy { $0.state == .ready || $0.state == .note } }

  /// Whether there is no Cilium to verify, or none of its agents answers.
  public var isUnanswered: Bool { items.contains { $0.state == .unanswered } }

  /// The outcome for people, with the roles that grant what is missing.
  public var text: String {
    let width = items.map(\.title.count).max() ?? 0
    var lines = items.map { item in
      let title = item.title + String(repeating: " ", count: width - item.title.count)
      return "\(Self.mark(item.state)) \(title)  \(item.finding)"
    }
    if !missingPermissions.isEmpty {
      lines += ["", "# These roles grant what is missing; bind them to the user of this context:"]
      lines += RoleManifest.yaml(missingPermissions).split(separator: "\n").map(String.init)
    }
    lines += ["", answer]
    return lines.joined(separator: "\n")
  }

  /// The outcome for programs.
  public struct Document: Sendable, Hashable, Encodable {
    /// The form's version.
    public static let currentSchema = "netproof.check/1"

    /// One thing that was looked at.
    public struct Item: Sendable, Hashable, Encodable {
      /// What was looked at.
      public var title: String
      /// `ready`, `note`, `missing` or `unanswered`.
      public var state: String
      /// What was found, and for what is missing what to do.
      public var finding: String
    }

    /// The form's version.
    public var schema = currentSchema
    /// Everything that was looked at, in order.
    public var items: [Item]
    /// What a run would do and may not, such as `list nodes`.
    public var missingPermissions: [String]
    /// Whether a run can begin.
    public var ready: Bool
  }

  /// The outcome for programs.
  public var document: Document {
    Document(
      items: items.map { .init(title: $0.title, state: $0.state.rawValue, finding: $0.finding) },
      missingPermissions: missingPermissions.map(\.description), ready: isReady)
  }

  /// A line per thing that was looked at, `missing/namespace`; each once.
  public var names: [String] {
    items.map { "\($0.state.rawValue)/\($0.title.lowercased().replacing(" ", with: "-"))" }
      .uniqued()
  }

  /// Whether a run can begin, and what stands in its way, in one line.
  public var answer: String {
    guard !isReady else { return "Ready: netproof run" }
    let missing = items.filter { $0.state == .missing || $0.state == .unanswered }.map(\.title)
      .uniqued()
    return "Not ready: \(missing.joined(separator: ", "))"
  }

  /// Notes what was found.
  mutating func add(_ title: String, _ state: Item.State, _ finding: String) {
    items.append(Item(title: title, state: state, finding: finding))
  }

  private static func mark(_ state: Item.State) -> String {
    switch state {
    case .ready: "✓"
    case .note: "•"
    case .missing, .unanswered: "✗"
    }
  }
}
