import Cilium

/// What Tailscale's own chains of netfilter do to a node's packets, as far as a cluster may notice
/// (`util/linuxfw/iptables_runner.go`): `iptables-save`.
///
/// Chains that nothing leads to (`--netfilter-mode=nodivert`) do nothing, and are told as such.
public struct TailscaleChains: Hashable, Sendable, Codable {
  /// A rule for packets from a block that do not come in by Tailscale's device.
  public struct Stranger: Hashable, Sendable, Codable {
    /// The block of sources.
    public var source: IPPrefix
    /// Whether they are dropped; else they are let pass, whatever rules stand behind.
    public var isDropped: Bool

    /// Makes a rule.
    public init(_ source: IPPrefix, isDropped: Bool) {
      self.source = source
      self.isDropped = isDropped
    }
  }

  /// Tailscale's device; `nil` where no rule names one.
  public var device: String?
  /// Rules for what comes to the node itself and claims a tailnet's source, in their order.
  public var strangers: [Stranger]
  /// Whether a rule that stands before Tailscale's, or a chain that is none of Cilium's and Kubernetes', may let packets in.
  public var mayBePreceded: Bool
  /// Sources whose packets the node does not forward into the tailnet.
  public var unforwarded: [IPPrefix]
  /// Whether the node forwards no new connections into the tailnet (`--stateful-filtering`).
  public var forwardsAnswersOnly: Bool
  /// Devices by which forwarded TCP gets segments that fit the path. The daemon never asks for it, containers of
  /// Tailscale's Kubernetes operator do (`cmd/containerboot`; both ways since 1.102).
  public var clamping: [String]

  /// Makes chains.
  public init(
    device: String? = nil, strangers: [Stranger] = [], mayBePreceded: Bool = false, unforwarded: [IPPrefix] = [],
    forwardsAnswersOnly: Bool = false, clamping: [String] = []
  ) {
    self.device = device
    self.strangers = strangers
    self.mayBePreceded = mayBePreceded
    self.unforwarded = unforwarded
    self.forwardsAnswersOnly = forwardsAnswersOnly
    self.clamping = clamping
  }

  /// Whether the node drops what comes to itself from an address by another device than Tailscale's; `nil` where a rule
  /// before Tailscale's may decide otherwise.
  public func drops(from address: IPAddress) -> Bool? {
    guard let rule = strangers.first(where: { $0.source.contains(address) }), rule.isDropped else { return false }
    return mayBePreceded ? nil : true
  }
}

extension TailscaleChains {
  /// Reads the rules of iptables.
  ///
  /// - Returns: `nil` where Tailscale has no chain there: it may have them in the kernel's other set of tables.
  /// - Throws: ``Cilium/ParseError`` for what is no such listing.
  public static func parse(_ text: String) throws -> TailscaleChains? {
    var lists: [Place: [Rule]] = [:]
    var table: Substring?
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("*") { table = line.dropFirst() }
      guard let rule = Rule(line) else { continue }
      guard let table else {
        throw ParseError(
          what: "the rules of iptables (iptables-save)", found: String(line.prefix(100)),
          hint: "a rule stands below its table, which begins with *")
      }
      lists[Place(table: String(table), chain: rule.chain), default: []].append(rule)
    }
    func rules(_ table: String, _ chain: String) -> [Rule] { lists[Place(table: table, chain: chain)] ?? [] }
    var chains = TailscaleChains()
    chains.clamping = rules("mangle", "FORWARD").filter { $0.target == "TCPMSS" }.compactMap { $0.device }.sorted()
      .reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    let (input, forward) = (rules("filter", "ts-input"), rules("filter", "ts-forward"))
    guard !input.isEmpty || !forward.isEmpty else { return nil }
    chains.device = (forward + input).lazy.compactMap { $0.leavesBy ?? $0.comesNotBy }.first
    let before = rules("filter", "INPUT").prefix { $0.target != "ts-input" }
    if before.count < rules("filter", "INPUT").count {
      chains.takeInput(input)
      chains.mayBePreceded = before.contains(where: \.mayLetIn)
    }
    if rules("filter", "FORWARD").contains(where: { $0.target == "ts-forward" }) { chains.takeForward(forward) }
    return chains
  }

  private mutating func takeInput(_ rules: [Rule]) {
    for rule in rules where rule.comesNotBy != nil && !rule.asksForMore {
      guard let source = rule.source, ["DROP", "RETURN"].contains(rule.target) else { continue }
      strangers.append(Stranger(source, isDropped: rule.target == "DROP"))
    }
  }

  private mutating func takeForward(_ rules: [Rule]) {
    // What marks or lets through what comes from the tailnet concerns no pod's packet into it.
    for rule in rules where rule.leavesBy != nil && rule.target == "DROP" {
      if let source = rule.source, !rule.asksForMore { unforwarded.append(source) }
      if rule.source == nil, rule.state == ["ESTABLISHED", "RELATED"], rule.isOtherState { forwardsAnswersOnly = true }
    }
  }

  private struct Place: Hashable {
    var table: String
    var chain: String
  }

  private struct Rule {
    var chain = ""
    var target = ""
    var source: IPPrefix?
    var comesBy: String?
    var comesNotBy: String?
    var leavesBy: String?
    var state: Set<Substring> = []
    var isOtherState = false
    /// Whether it asks for anything else.
    var asksForMore = false

    init?(_ line: Substring) {
      var words = line.split(separator: " ")[...]
      if words.first?.hasPrefix("[") == true { words = words.dropFirst() }
      guard words.popFirst() == "-A", let chain = words.popFirst() else { return nil }
      self.chain = String(chain)
      var isInverted = false
      while let word = words.popFirst() {
        if word == "!" {
          isInverted = true
          continue
        }
        guard let value = words.popFirst() else { break }
        take(word, value, isInverted, &words)
        isInverted = false
      }
    }

    private mutating func take(
      _ word: Substring, _ value: Substring, _ isInverted: Bool, _ words: inout ArraySlice<Substring>
    ) {
      switch word {
      case "-j": target = String(value)
      case "-s" where !isInverted: source = IPPrefix(String(value)) ?? IPAddress(String(value)).flatMap(Self.whole)
      case "-i" where isInverted: comesNotBy = String(value)
      case "-i": comesBy = String(value)
      case "-o" where !isInverted: leavesBy = String(value)
      case "--ctstate", "--state": (state, isOtherState) = (Set(value.split(separator: ",")), isInverted)
      case "-m": asksForMore = asksForMore || !["comment", "conntrack", "state"].contains(value)
      case "--comment": while value.hasPrefix("\""), let more = words.popFirst(), !more.hasSuffix("\"") {}
      // The flags that are looked at, and those that are set.
      case "--tcp-flags": words = words.dropFirst()
      default: asksForMore = true
      }
    }

    private static func whole(_ address: IPAddress) -> IPPrefix? {
      IPPrefix(address, length: address.bytes.count * 8)
    }

    var device: String? { leavesBy ?? comesBy }

    /// Whether it may let in a packet that begins something and does not come from the node itself.
    var mayLetIn: Bool {
      if target == "ACCEPT" { return comesBy != "lo" && (state.isEmpty || isOtherState || state.contains("NEW")) }
      let ends: Set = ["", "DROP", "REJECT", "LOG", "MARK", "RETURN", "NFLOG"]
      // Cilium's lets in what its proxy gets, Kubernetes' drop only.
      return !ends.contains(target) && !target.hasPrefix("CILIUM_") && !target.hasPrefix("KUBE-")
        && !target.hasPrefix("OLD_CILIUM_")
    }
  }
}
