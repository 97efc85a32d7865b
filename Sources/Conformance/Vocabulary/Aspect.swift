import Cilium

/// One thing that a `devices` setting decides, and that netproof checks for every node or ordered node pair.
///
/// The raw value is the name in records, on the command line and in JUnit; it never changes once published. What is about
/// addresses is asked once per family: the names of IPv4 came first and stay, those of IPv6 end in `-ipv6`, so that
/// histories and gates, which compare by name, stay whole.
public struct Aspect: Sendable, Hashable, Codable, RawRepresentable {
  /// What is asked, whatever the family.
  public let kind: Kind
  private let isOfIPv6: Bool

  /// The question of a family; what is no matter of addresses is the same for both.
  public init(_ kind: Kind, _ family: IPFamily = .ipv4) {
    self.kind = kind
    isOfIPv6 = family == .ipv6 && kind.definition.isOfAddresses
  }

  /// The aspect of a published name.
  public init?(rawValue: String) {
    if let kind = Kind(rawValue: rawValue) {
      self.init(kind)
    } else if rawValue.hasSuffix(Self.suffixOfIPv6),
      let kind = Kind(rawValue: String(rawValue.dropLast(Self.suffixOfIPv6.count))), kind.definition.isOfAddresses
    {
      self.init(kind, .ipv6)
    } else {
      return nil
    }
  }

  private static let suffixOfIPv6 = "-ipv6"

  /// The published name.
  public var rawValue: String { isOfIPv6 ? kind.rawValue + Self.suffixOfIPv6 : kind.rawValue }
}

extension Aspect: CaseIterable, CustomStringConvertible {
  /// Every aspect: in reading order, those of IPv6 behind the others.
  public static let allCases: [Aspect] =
    Kind.allCases.map { Aspect($0) } + Kind.allCases.filter(\.definition.isOfAddresses).map { Aspect($0, .ipv6) }

  /// The published name.
  public var description: String { rawValue }
}

extension Aspect {
  /// Whether the aspect is asked of each node or of each ordered pair of nodes.
  public enum Scope: String, Sendable, Codable, Hashable {
    /// Once per node.
    case node
    /// Once per ordered pair of different nodes.
    case pair
  }

  /// The chapters of a report, in reading order.
  public enum Area: String, Sendable, CaseIterable, Codable, Hashable {
    case podPaths = "Pods and Services"
    case outside = "The outside world"
    case names = "Names"
    case nodes = "Nodes and the Kubernetes API"
    case nodePorts = "NodePorts"
    case hostNetwork = "The host network"
    case configuration = "Cilium's configuration"
    case translation = "BPF NAT table"
  }

  /// Everything that there is to know of it.
  var definition: AspectDefinition { kind.definition }

  /// Per node or per ordered pair.
  public var scope: Scope {
    switch definition.rule {
    case .node: .node
    case .pair: .pair
    }
  }

  /// The report chapter that the aspect belongs to.
  public var area: Area { definition.area }

  /// Whether a cluster needs this path to be of use. Only these decide fitness for service.
  public var isNeededForService: Bool { definition.isNeededForService }

  /// The commands with which a person checks it without netproof. `POD` is a busybox pod on the node in question, `AGENT`
  /// the Cilium agent's pod on it.
  public var manualCommands: [String] { definition.byHand.map(\.line) }
}

extension Aspect {
  /// A short name for tables.
  public var title: String { title(in: .english) }

  /// A short name for tables, in a language.
  public func title(in language: Language) -> String {
    isOfIPv6 ? "\(definition.title[language]), IPv6" : definition.title[language]
  }

  /// What is done to find out, in one sentence.
  public var question: String { question(in: .english) }

  /// What is done to find out, in one sentence in a language.
  public func question(in language: Language) -> String {
    let question = definition.question[language]
    guard isOfIPv6 else { return question }
    if let own = definition.questionOfIPv6 { return own[language] }
    return Translated(en: "Over IPv6: \(question)", ko: "IPv6에서: \(question)")[language]
  }
}

extension Aspect {
  /// The family of the addresses that are probed; `nil` for what is no matter of addresses.
  public var family: IPFamily? { definition.isOfAddresses ? (isOfIPv6 ? .ipv6 : .ipv4) : nil }

  /// The same question about IPv6; `nil` where there is none, and for an aspect of IPv6.
  public var ipv6Twin: Aspect? { definition.isOfAddresses && !isOfIPv6 ? Aspect(kind, .ipv6) : nil }

  /// The question about IPv4 that an aspect of IPv6 repeats; every other aspect itself.
  public var ipv4Twin: Aspect { Aspect(kind) }

  /// The question about a family; what is no matter of addresses is the same for both.
  public func of(_ family: IPFamily) -> Aspect { Aspect(kind, family) }

  /// Everything that a run asks of a cluster whose pods have addresses of these families.
  ///
  /// - Parameters:
  ///   - onNodePorts: Whether NodePorts are asked, for which a run makes Services.
  ///   - fromOutside: Whether anybody outside the cluster was named to ask; what only they can ask is left out
  ///     otherwise.
  ///   - fromHosts: Whether nodes' own networks ask, too.
  ///   - seeingPrograms: Whether an agent's container has what lists the kernel's programs.
  ///   - throughProxy: Whether a Service was named that Cilium's proxy serves.
  public static func asked(
    of families: some Collection<IPFamily>, onNodePorts: Bool = true, fromOutside: Bool = false,
    fromHosts: Bool = false, seeingPrograms: Bool = false, throughProxy: Bool = false
  ) -> [Aspect] {
    allCases.filter { aspect in
      !onlyInspected.contains(aspect) && (onNodePorts || !aspect.isAskedOfNodePorts)
        && (fromOutside || !aspect.isAskedFromOutside) && (fromHosts || !aspect.isAskedFromHosts)
        && (seeingPrograms || !aspect.isSeenInPrograms) && (throughProxy || !aspect.isAskedThroughProxy)
        && aspect.family.map(families.contains) ?? true
    }
  }

  /// Whether it is asked from nodes' own networks about what hostNetwork pods reach.
  public var isAskedFromHosts: Bool { if case .host = definition.measurement { true } else { false } }

  /// Whether the kernel's lists of programs tell it.
  public var isSeenInPrograms: Bool { if case .programs = definition.measurement { true } else { false } }

  /// Whether it is asked of a Service that Cilium's proxy serves, which somebody has to name.
  public var isAskedThroughProxy: Bool { kind == .proxiedRequest }

  /// Whether it is asked by connections to NodePorts, for which a run must make NodePort Services.
  public var isAskedOfNodePorts: Bool { if case .nodePort = definition.measurement { true } else { false } }

  /// Whether only somebody outside the cluster can ask it.
  public var isAskedFromOutside: Bool { isAskedOfNodePorts && scope == .node }
}
