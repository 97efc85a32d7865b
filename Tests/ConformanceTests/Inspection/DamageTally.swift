/// What became of damaged archives, counted by the kind of damage.
struct DamageTally {
  private struct Row {
    var (files, refused, wrong, silent, unknown) = (0, 0, 0, 0, 0)
  }

  private var rows: [FileDamage: Row] = [:]

  /// How many files were damaged.
  var tried: Int { rows.values.reduce(0) { $0 + $1.files } }

  /// Counts one.
  mutating func count(_ outcome: DamageOutcome, _ damage: FileDamage) {
    var row = rows[damage] ?? Row()
    row.files += 1
    row.refused += outcome.isRefused ? 1 : 0
    row.wrong += outcome.troubles.isEmpty ? 0 : 1
    row.silent += !outcome.isRefused && outcome.unknown == 0 ? 1 : 0
    row.unknown += outcome.unknown
    rows[damage] = row
  }

  /// One line for each kind: files that were damaged; archives that were refused with a reason, that told something wrong,
  /// that told the same as before; cells of all of them that were known before.
  var table: String {
    let head = ["damage", "files", "refused", "wrong", "as before", "cells not known"]
    let lines = FileDamage.allCases.compactMap { damage in
      rows[damage].map { row in
        [damage.rawValue] + [row.files, row.refused, row.wrong, row.silent, row.unknown].map(String.init)
      }
    }
    return ([head] + lines).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }
}
