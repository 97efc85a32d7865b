import Conformance

/// The rules by which netproof predicts, for `netproof list --rules`.
enum RuleCatalogue {
  static var output: CommandOutput {
    CommandOutput(document: Document(), text: { text }) { Rule.allCases.map { "rule/\($0.rawValue)" } }
  }

  private static var text: String {
    var lines = ["RULES (what is predicted by them, in which releases of Cilium, and whether a real cluster did so)"]
    for rule in Rule.allCases {
      lines += ["", "  \(rule.rawValue)", "    \(rule.statement)"]
      lines.append("    holds: \(range(rule))\(rule.modes.map { "; \($0)" } ?? "")")
      lines.append("    source: \(rule.source)")
      lines.append("    \(confirmation(rule))")
    }
    return lines.joined(separator: "\n")
  }

  private struct Document: Encodable {
    var schema = Catalogue.schema
    var rules = Rule.allCases.map(Entry.init)
  }

  private struct Entry: Encodable {
    var name: String
    var statement: String
    var from: String?
    var before: String?
    var modes: String?
    var source: String
    var confirmed: [String]

    init(_ rule: Rule) {
      (name, statement, modes, source) = (rule.rawValue, rule.statement, rule.modes, rule.source)
      (from, before) = (rule.from?.description, rule.before?.description)
      confirmed = rule.confirmed.map(\.description)
    }
  }

  private static func range(_ rule: Rule) -> String {
    switch (rule.from, rule.before) {
    case (nil, nil): "in every release"
    case (let from?, nil): "since \(from)"
    case (nil, let before?): "before \(before)"
    case (let from?, let before?): "since \(from), before \(before)"
    }
  }

  private static func confirmation(_ rule: Rule) -> String {
    rule.confirmed.isEmpty
      ? "read in sources; no real cluster has confirmed it"
      : "confirmed on a real cluster: \(rule.confirmed.map(\.description).joined(separator: ", "))"
  }
}
