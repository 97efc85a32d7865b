import Foundation

/// A path that was tried many times: how many tries were answered, and what that says of its loss.
///
/// A try is answered when the path does all of its work (``Outcome/servesUsers``): half an answer is a lost one. What
/// could not be measured is neither answered nor lost.
public struct PathSamples: Sendable, Hashable, Codable {
  /// How often the path was meant to be tried, its first measurement included.
  public let tries: Int
  /// How many of them were answered.
  public let answered: Int
  /// How many could not be measured.
  public let notMeasured: Int
  /// How long nothing was sent between two tries, in seconds.
  public let intervalSeconds: Int
  /// Up to which loss a path works, as a part of one.
  public let toleratedLoss: Double
  /// The path loses at least this part of what is sent, with 95 % confidence (Clopper–Pearson, two-sided).
  public let lossAtLeast: Double
  /// The path loses at most this part, likewise.
  public let lossAtMost: Double
  /// When the first try that was lost began, where that is known.
  public let firstLoss: Date?
  /// When the last one began, likewise.
  public let lastLoss: Date?
  /// The most tries that were lost one after another.
  public let longestBurst: Int

  /// What became of one try.
  public enum Try: Sendable, Hashable {
    case answered, lost, notMeasured
  }

  /// Counts tries.
  ///
  /// - Parameters:
  ///   - tries: What became of each, in order, and when it began.
  ///   - intervalSeconds: The pause between them.
  ///   - toleratedLoss: Up to which loss a path works, as a part of one.
  public init(_ tries: [(result: Try, began: Date?)], intervalSeconds: Int, toleratedLoss: Double) {
    self.tries = tries.count
    answered = tries.count { $0.result == .answered }
    notMeasured = tries.count { $0.result == .notMeasured }
    self.intervalSeconds = intervalSeconds
    self.toleratedLoss = toleratedLoss
    let measured = tries.count - notMeasured
    let bounds = BinomialBounds(count: measured - answered, of: measured)
    (lossAtLeast, lossAtMost) = (bounds.lower, bounds.upper)
    let times = tries.filter { $0.result == .lost }.compactMap(\.began)
    (firstLoss, lastLoss) = (times.first, times.last)
    var (burst, longest) = (0, 0)
    // A try that was not measured neither ends a burst nor makes it longer.
    for one in tries where one.result != .notMeasured {
      burst = one.result == .lost ? burst + 1 : 0
      longest = max(longest, burst)
    }
    longestBurst = longest
  }
}

extension PathSamples {
  /// How many tries were measured.
  public var measured: Int { tries - notMeasured }

  /// How many of them were not answered.
  public var lost: Int { measured - answered }

  /// The part of the measured tries that was lost; `nil` where none was measured.
  public var loss: Double? { measured > 0 ? Double(lost) / Double(measured) : nil }

  /// Whether some tries were answered and others were not.
  public var isMixed: Bool { answered > 0 && lost > 0 }

  /// Whether it loses more than is tolerated, for certain, and yet is not dead.
  public var isLossy: Bool { isMixed && lossAtLeast > toleratedLoss }

  /// Whether so few of the tries could be measured that they do not stand for all.
  public var isTooFew: Bool { measured * 2 < tries }

  /// What the tries say of the path, in a few words.
  public var sentence: Sentence {
    if measured == 0 { return "none of \(tries) tries could be measured" }
    return notMeasured == 0 ? rate : "\(rate) (\(notMeasured) more could not be measured)"
  }

  /// What those say that could be measured.
  private var rate: Sentence {
    let (least, most) = (Self.percent(lossAtLeast), Self.percent(lossAtMost))
    if answered == 0 { return "none of \(measured) tries was answered" }
    if lost == 0 { return "\(answered) of \(measured) tries answered: loses at most \(most) % (95 %)" }
    let times: Sentence =
      if let firstLoss, let lastLoss {
        ", lost from \(RecordTime.text(firstLoss)) to \(RecordTime.text(lastLoss)), at most \(longestBurst) in a row"
      } else {
        ", at most \(longestBurst) lost in a row"
      }
    return "\(answered) of \(measured) tries answered: loses between \(least) and \(most) % (95 %)\(times)"
  }

  /// One decimal, so that a bound below one percent is not nothing.
  static func percent(_ part: Double) -> String {
    let tenths = Int((part * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension Observation {
  /// The same once the path was tried further times: a path works of a rate, not of one answer.
  ///
  /// - Parameters:
  ///   - samples: What became of all tries, this one included.
  ///   - answer: What the path does when it is answered, by a try that was.
  func sampled(_ samples: PathSamples, answer: Outcome?, evidence lost: [Evidence] = []) -> Observation {
    var sampled = self
    sampled.samples = samples
    guard case .measured(let seen) = result else { return sampled }
    if samples.isLossy {
      sampled.result = .measured(.lossy(lost: samples.lost, of: samples.measured))
    } else if seen.servesUsers == false, samples.answered > 0, let answer {
      sampled.result = .measured(answer)
    }
    if samples.isMixed { sampled.evidence += lost }
    return sampled
  }
}
