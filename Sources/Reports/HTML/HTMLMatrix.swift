import Conformance

/// A column's head in the matrix.
struct HTMLColumn {
  var id: String
  var name: String
  var devices: String
  var state: String
  var glyph: String
  var verdict: String
  var fitnessState: String
  var fitness: String

  init(_ column: ResultMatrix.Column, _ localizer: Localizer) {
    id = column.scenario.rawValue
    name = column.scenario.rawValue
    devices = column.devices ?? localizer.withoutDevices(column.devicesUnknown)
    (state, glyph) = (HTMLModel.state(column.verdict), Wording.glyph(column.verdict))
    verdict = localizer.verdict(column.verdict)
    fitness = localizer.fitness(column.fitness)
    fitnessState =
      switch column.fitness {
      case .fit: PathState.works.rawValue
      case .unfit: PathState.failsAsPredicted.rawValue
      case .unknown: PathState.inconclusive.rawValue
      }
  }
}

/// A chapter of the matrix: its aspects, a row each.
struct HTMLArea {
  var title: String
  var span: Int
  var rows: [Row]

  struct Row {
    var title: String
    var question: String
    var cells: [Cell]
  }

  struct Cell {
    var isEmpty: Bool
    var target: String
    var state: String
    var glyph: String
    var text: String
    var tip: String
  }

  /// All chapters that have rows.
  static func all(_ matrix: ResultMatrix, _ localizer: Localizer) -> [HTMLArea] {
    Aspect.Area.allCases.compactMap { area in
      let rows = matrix.rows.filter { $0.aspect.area == area }
      guard !rows.isEmpty else { return nil }
      return HTMLArea(
        title: localizer.area(area), span: matrix.columns.count + 1,
        rows: rows.map { row in
          Row(
            title: localizer.title(row.aspect), question: localizer.question(row.aspect),
            cells: zip(matrix.columns, row.cells).map { cell($1, row.aspect, $0.scenario, localizer) })
        })
    }
  }

  private static func cell(
    _ cell: ResultMatrix.Cell, _ aspect: Aspect, _ scenario: Scenario, _ localizer: Localizer
  ) -> Cell {
    guard let state = PathState(cell.cases) else {
      return Cell(isEmpty: true, target: "", state: "", glyph: "", text: "", tip: "")
    }
    return Cell(
      isEmpty: false, target: HTMLAspect.id(aspect, scenario), state: state.rawValue, glyph: state.glyph,
      text: BoundedText.cut(cell.text, limit: 90, localizer), tip: localizer(state.phrase))
  }
}

/// A claim of the guide.
struct HTMLClaim {
  var state: String
  var scenario: String
  var statement: String
  var judgement: String
  var evidence: [String]
  var reason: String

  /// Refuted ones first: what a reader of the guide must know.
  static func all(_ claims: [ClaimRecord], _ localizer: Localizer) -> [HTMLClaim] {
    let order: [ClaimRecord.Judgement] = [.refuted, .notTested, .confirmed]
    return order.flatMap { judgement in claims.filter { $0.judgement == judgement } }.map { claim in
      HTMLClaim(
        state: claim.judgement == .refuted
          ? PathState.failsAsPredicted.rawValue
          : claim.judgement == .confirmed ? PathState.works.rawValue : PathState.notApplicable.rawValue,
        scenario: claim.scenario.rawValue,
        statement: localizer.sentence(claim.statement).replacingOccurrences(of: "`", with: ""),
        judgement: localizer.judgement(claim.judgement),
        evidence: claim.evidence.prefix(6).map {
          OutputText.line(BoundedText.cut(localizer.sentence($0), limit: 200, localizer))
        },
        reason: localizer.sentence(claim.reason).replacingOccurrences(of: "`", with: ""))
    }
  }
}
