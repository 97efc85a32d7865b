import Synchronization

/// Keeps what the chapters say while they run on paper, for documents that are written from them.
public final class ChapterReading: Sendable {
  /// The reading of this task; `nil` where nobody reads along.
  @TaskLocal public static var current: ChapterReading?

  private let kept = Mutex<[ChapterLine]>([])

  /// Makes an empty reading.
  public init() {}

  /// Every line, in the order in which it was said.
  public var lines: [ChapterLine] { kept.withLock { $0 } }

  /// Keeps a line.
  public func keep(_ line: ChapterLine) { kept.withLock { $0.append(line) } }
}
