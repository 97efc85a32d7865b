/// One line of a ``WatchScript``'s output.
public enum WatchLine: Hashable, Sendable {
  /// The script runs.
  case started(uptime: Double)
  /// Time goes on.
  case tick(uptime: Double)
  /// A ping process was started: its numbers begin at 0.
  case pingBegan(path: Int, uptime: Double)
  /// An echo reply; the time is that of its arrival.
  case reply(path: Int, uptime: Double, PingReply)
  /// A ping process ended, because it could not send or its time was up.
  case pingEnded(path: Int, uptime: Double)
  /// Something else that ping said, for example why it could not send.
  case remark(path: Int, uptime: Double, String)
  /// A program ended; `began` is when it was started.
  case request(path: Int, number: Int, began: Double, ended: Double, answered: Bool)

  /// Reads a line; nil for one that is not the script's or was cut off.
  public init?(_ line: some StringProtocol) {
    let words = line.split(separator: " ", maxSplits: 3)
    guard words.count >= 3, let uptime = Self.seconds(words[1]) else { return nil }
    let rest = words.count > 3 ? String(words[3]) : ""
    switch (words[0], String(words[2])) {
    case ("-", WatchScript.Word.start): self = .started(uptime: uptime)
    case ("-", WatchScript.Word.tick): self = .tick(uptime: uptime)
    case (let number, let word):
      guard let path = Int(number), path >= 0,
        let line = Self.line(path: path, uptime: uptime, word: word, rest: rest)
      else { return nil }
      self = line
    }
  }

  private static func line(path: Int, uptime: Double, word: String, rest: String) -> WatchLine? {
    switch word {
    case WatchScript.Word.began: return .pingBegan(path: path, uptime: uptime)
    case WatchScript.Word.ended: return .pingEnded(path: path, uptime: uptime)
    case WatchScript.Word.text:
      if let reply = PingReply(rest) { return .reply(path: path, uptime: uptime, reply) }
      return .remark(path: path, uptime: uptime, rest)
    case WatchScript.Word.request:
      let words = rest.split(separator: " ")
      guard words.count == 3, let number = Int(words[0]), let began = Self.seconds(words[1]), let status = Int(words[2])
      else { return nil }
      return .request(path: path, number: number, began: began, ended: uptime, answered: status == 0)
    default: return nil
    }
  }

  /// The pod's clock at which the line was written.
  public var uptime: Double {
    switch self {
    case .started(let uptime), .tick(let uptime), .pingBegan(_, let uptime), .reply(_, let uptime, _),
      .pingEnded(_, let uptime), .remark(_, let uptime, _):
      uptime
    case .request(_, _, _, let ended, _): ended
    }
  }

  private static func seconds(_ text: some StringProtocol) -> Double? {
    guard let value = Double(text), value.isFinite, value >= 0 else { return nil }
    return value
  }
}
