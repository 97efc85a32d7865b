import Foundation

/// When some files were written that one program writes one after the other.
///
/// It may take long, where an agent answers nothing and each command waits for its end, but it never rests: a pause
/// between two files parts what was written at different times.
struct WritingTimes {
  /// From the first to the last file of those that most are among.
  let span: ClosedRange<Date>
  /// How many files that is.
  let files: Int

  /// Commands of a bugtool give up after 30 s (`bugtool/cmd/root.go`, execTimeout), those of cilium-cli have no bound.
  private static let longestPause: TimeInterval = 120

  /// - Parameter times: When each file was written, in any order.
  init?(_ times: [Date]) {
    let sorted = times.sorted()
    guard var start = sorted.first else { return nil }
    var (last, count) = (start, 0)
    var best: (span: ClosedRange<Date>, files: Int)?
    func end() { if count > best?.files ?? 0 { best = (start...last, count) } }
    for time in sorted {
      if time.timeIntervalSince(last) > Self.longestPause {
        end()
        (start, count) = (time, 0)
      }
      (last, count) = (time, count + 1)
    }
    end()
    guard let best else { return nil }
    (span, files) = best
  }

  /// Why a file is of another moment than most; `nil` for one that is not, or has no time.
  ///
  /// - Parameter others: What the others are, such as `the agent's other files`.
  func trouble(_ reference: FileReference, than others: String) -> String? {
    guard let time = reference.modified, !span.contains(time) else { return nil }
    let isBefore = time < span.lowerBound
    let seconds = isBefore ? span.lowerBound.timeIntervalSince(time) : time.timeIntervalSince(span.upperBound)
    return
      "it was written \(Int(min(seconds / 60, 1e9))) minutes \(isBefore ? "before" : "after") \(others), and tells of "
      + "another moment, or was changed"
  }
}
