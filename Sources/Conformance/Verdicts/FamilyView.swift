import Cilium

/// The cases of one scenario, told by one family at a time.
///
/// Causes and outages are the same for both families, and the cases of one say little about the other: an IPv6 endpoint
/// may be down while the IPv4 one answers. So what looks at cases together is shown one family's at a time, under the
/// names of IPv4, beside those that are no matter of a family.
enum FamilyView {
  /// Shows `body` the cases of each family that occurs, in their order, to change them.
  static func each(_ cases: inout [CaseRecord], _ body: (inout [CaseRecord], IPFamily) -> Void) {
    let families = IPFamily.allCases.filter { family in cases.contains { $0.aspect.family == family } }
    // The usual case, and that of a list without any aspect of a family: there is nothing to rename.
    if families == [.ipv4] || families.isEmpty { return body(&cases, .ipv4) }
    if families.count < 2 { return view(&cases, of: .ipv6, takesNeutral: true, body) }
    for (number, family) in families.enumerated() { view(&cases, of: family, takesNeutral: number == 0, body) }
  }

  private static func view(
    _ cases: inout [CaseRecord], of family: IPFamily, takesNeutral: Bool, _ body: (inout [CaseRecord], IPFamily) -> Void
  ) {
    let places = cases.indices.filter { (cases[$0].aspect.family ?? family) == family }
    var seen = places.map { place in
      var record = cases[place]
      record.aspect = record.aspect.ipv4Twin
      return record
    }
    body(&seen, family)
    for (place, var record) in zip(places, seen) where takesNeutral || cases[place].aspect.family != nil {
      record.aspect = cases[place].aspect
      // What the diagnosis names was seen under the names of IPv4.
      if let shown = record.diagnosis?.shownBy {
        record.diagnosis?.shownBy = shown.map { CaseKey($0.aspect.of(family), $0.subject) }
      }
      cases[place] = record
    }
  }
}
