/// A statement of the guides that a cluster can be held against, and what of netproof does so.
///
/// “The guides” are the devices guide and the networking deep dive: the two documents that netproof was written after.
struct GuideStatement: Sendable {
  /// Where it stands.
  let section: Section
  /// What it says, in one sentence.
  let text: String
  /// What verifies it; empty where nothing does yet.
  let coverage: [Coverage]
  /// What of it nothing verifies yet; `nil` where all of it is.
  let gap: String?

  init(_ section: Section, _ text: String, _ coverage: [Coverage], gap: String? = nil) {
    self.section = section
    self.text = text
    self.coverage = coverage
    self.gap = gap
  }

  /// A part of the guides.
  enum Section: String, Sendable, CaseIterable {
    case scenarios = "Devices guide: the scenarios"
    case choice = "Devices guide: how Cilium chooses"
    case traffic = "Devices guide: which traffic leaves how"
    case prerequisites = "Devices guide: prerequisites"
    case verification = "Devices guide: verification by hand"
    case troubleshooting = "Devices guide: troubleshooting"
    case layers = "Deep dive: layers and paths"
    case programs = "Deep dive: eBPF programs"
    case mtu = "Deep dive: MTU"
    case observation = "Deep dive: points of observation"
    case health = "Deep dive: healthy ranges and metrics"
    case tuning = "Deep dive: tuning"
  }

  /// What verifies a statement.
  enum Coverage: Sendable, Hashable {
    /// A question whose answer is predicted and measured.
    case aspect(Aspect.Kind)
    /// A value that has a healthy range.
    case measure(HealthMeasure)
    /// A cause that is named where the statement does not hold.
    case finding(FindingCode)
    /// A claim of the guide that is judged as it is written, by its name.
    case claim(String)
    /// Captured packets (`--capture`).
    case packets
    /// The ways of the overlay's packets between nodes, in every record and report.
    case tailnet
    /// The value in force beside the guides' and the default (`netproof explain`).
    case tuning
  }
}

extension GuideStatement.Coverage {
  /// As it stands in the table.
  var markdown: String {
    switch self {
    case .aspect(let kind): "aspect `\(kind.rawValue)`"
    case .measure(let measure): "health measure `\(measure.rawValue)`"
    case .finding(let code): "finding [`\(code.rawValue)`](findings/\(code.rawValue).md)"
    case .claim(let id): "claim `\(id)`"
    case .packets: "packets (`--capture`)"
    case .tailnet: "[the overlay's ways](tailnet.md)"
    case .tuning: "`netproof explain`: tuning"
    }
  }
}
