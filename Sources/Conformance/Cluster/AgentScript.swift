import Foundation
import Kubernetes

/// Many commands in one agent's container as one shell script, and how its output is taken apart again.
///
/// Every part runs as it would alone, under `timeout`, one after another, and has its own exit status and streams: before
/// and after each, a line with a fresh mark is printed to both streams. Only what POSIX asks of `sh` is used, no files,
/// and no program but those that the parts are (IEEE Std 1003.1, “Shell Command Language”).
///
/// The script goes in by standard input: in a command line it would travel in the exec's URL, whose length proxies before
/// API servers limit (8 KiB of a request's line are usual). The shell reads it whole before it begins (a function), so a
/// script that was cut off does nothing.
struct AgentScript: Sendable {
  /// A word of a command.
  enum Word: Sendable, Hashable {
    /// The name of the agent's client, which the script finds out.
    case client
    case text(String)
  }

  /// One command.
  struct Part: Sendable, Hashable {
    var words: [Word]
    /// The number of a part that has to have run and failed for this one to run; `nil` for always.
    var ifFailed: Int?
  }

  /// What came back: the words of a part → its streams and status. A part that did not run, or whose end did not come, is
  /// missing.
  typealias Answers = [[String]: ExecResult]

  private(set) var parts: [Part] = []
  /// How long each part may take, in seconds.
  private let seconds = AgentShell.commandSeconds
  /// What no part's output contains: fresh for every script.
  private let mark: String

  init(mark: String = "netproof-\(UUID().uuidString.prefix(18))") { self.mark = mark }

  /// Adds a command, once.
  mutating func add(_ command: [String]) { _ = add(command.map { .text($0) }) }

  /// Adds a command; returns its number.
  @discardableResult
  mutating func add(_ words: [Word], ifFailed: Int? = nil) -> Int {
    let part = Part(words: words, ifFailed: ifFailed)
    if let known = parts.firstIndex(of: part) { return known }
    parts.append(part)
    return parts.count - 1
  }

  /// Within which the script ends, in seconds: one part that hangs leaves time for the others.
  var limit: Int { seconds * 2 }

  /// The shell that reads ``text``.
  var command: [String] { ["timeout", "\(limit)", "sh", "-s"] }

  /// The script. Parts have no input: it would be the script's own rest.
  var text: String {
    var lines = [
      "main() {",
      "c= failed=",
      "for k in cilium-dbg cilium; do command -v $k >/dev/null 2>&1 && { c=$k; break; }; done",
      "echo \"\(mark) client $c\"",
      "p() {",
      "n=$1 w=$2; shift 2",
      "[ \"$w\" = - ] || case \"$failed \" in *\" $w \"*) ;; *) return;; esac",
      "echo \"\(mark) begin $n\"; echo \"\(mark) begin $n\" >&2",
      "timeout \(seconds) \"$@\" </dev/null; s=$?",
      "echo; echo \"\(mark) end $n $s\"; echo >&2; echo \"\(mark) end $n $s\" >&2",
      "[ $s -eq 0 ] || failed=\"$failed $n\"",
      "}",
    ]
    for (number, part) in parts.enumerated() {
      let words = part.words.map(Self.quoted).joined(separator: " ")
      lines.append("p \(number) \(part.ifFailed.map(String.init) ?? "-") \(words)")
    }
    return (lines + ["}", "main", "exit 0"]).joined(separator: "\n") + "\n"
  }

  private static func quoted(_ word: Word) -> String {
    switch word {
    case .client: "\"$c\""
    case .text(let text): "'" + text.replacing("'", with: #"'\''"#) + "'"
    }
  }

  /// Takes the output apart.
  func answers(in result: ExecResult) -> Answers {
    let start = Data("\(mark) client ".utf8)
    guard result.stdout.starts(with: start), let end = result.stdout.firstIndex(of: UInt8(ascii: "\n")) else {
      return [:]
    }
    let client = String(decoding: result.stdout[(result.stdout.startIndex + start.count)..<end], as: UTF8.self)
    let outputs = pieces(result.stdout)
    let errors = pieces(result.stderr)
    var answers: Answers = [:]
    for (number, part) in parts.enumerated() {
      guard let output = outputs[number], let error = errors[number], output.status == error.status else { continue }
      let words = part.words.map { word in
        switch word {
        case .client: client
        case .text(let text): text
        }
      }
      answers[words] = ExecResult(stdout: output.bytes, stderr: error.bytes, exitCode: output.status)
    }
    return answers
  }

  /// The parts of one stream by number; one without its end is left out.
  private func pieces(_ stream: Data) -> [Int: (bytes: Data, status: Int32)] {
    var pieces: [Int: (bytes: Data, status: Int32)] = [:]
    var search = ByteSearch(stream)
    while search.next("\(mark) begin ") != nil, let line = search.upTo("\n"),
      let number = Int(String(decoding: line, as: UTF8.self))
    {
      guard let bytes = search.upTo("\n\(mark) end \(number) "), let line = search.upTo("\n"),
        let status = Int32(String(decoding: line, as: UTF8.self))
      else { continue }
      pieces[number] = (bytes, status)
    }
    return pieces
  }
}

/// Finds one text after another in bytes that may be many.
private struct ByteSearch {
  private let bytes: Data
  /// Up to where everything has been found, from the first byte.
  private var position = 0

  init(_ bytes: Data) { self.bytes = bytes }

  /// What stands before the next place of a text, which is passed over; `nil`, and nothing is, when it does not come.
  mutating func upTo(_ text: String) -> Data? {
    let from = position
    guard let found = next(text) else { return nil }
    return Data(bytes[(bytes.startIndex + from)..<(bytes.startIndex + found)])
  }

  /// The next place of a text, which is passed over; `nil`, and nothing is, when it does not come.
  mutating func next(_ text: String) -> Int? {
    let wanted = Array(text.utf8)
    let from = position
    let found = bytes.withUnsafeBytes { all -> Int? in
      guard let base = all.baseAddress, let first = wanted.first else { return nil }
      var place = from
      // By the first byte, for which the C library looks at many at once.
      while place + wanted.count <= all.count {
        guard let hit = memchr(base + place, Int32(first), all.count - wanted.count + 1 - place) else { return nil }
        place = UnsafeRawPointer(hit) - base
        if memcmp(base + place, wanted, wanted.count) == 0 { return place }
        place += 1
      }
      return nil
    }
    guard let found else { return nil }
    position = found + wanted.count
    return found
  }
}
