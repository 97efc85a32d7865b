/// Causes outside of Cilium that the nodes' facts show, before anything that was measured is looked at.
enum PrerequisiteCauses {
  /// The first missing prerequisite that the case may fail for.
  static func broken(_ record: CaseRecord, _ judged: JudgedCases) -> Explanation? {
    judged.prerequisites.first { $0.touches(record.aspect, record.subject) }.map { Explanation($0.finding.value) }
  }
}
