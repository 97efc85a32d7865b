import Archives
import Cilium

/// What the log of an agent tells where the agent itself tells nothing: the options that it was started with, and with
/// which message it ended.
public struct AgentLogRecord: Sendable {
  /// The agent's pod.
  public let pod: String
  /// Whether it is the log of the container before the present one.
  public let isPrevious: Bool
  /// The options: flag → value. An agent lists them when it starts (`pkg/option`, LogRegisteredOptions).
  public let flags: [String: String]
  /// The agent's release, such as `1.15.4`; `nil` where the log does not tell.
  public let version: String?
  /// What it said last that it waits for before it starts, as CRDs that nobody has registered; `nil` where it did not.
  public let waiting: FileReference?
  /// The message with which it ended; `nil` where it did not.
  public let fatal: String?
  /// The log's file, and the line of that message.
  public let reference: FileReference

  init(_ file: ArchiveFile, pod: String, isPrevious: Bool) {
    self.pod = pod
    self.isPrevious = isPrevious
    var flags: [String: String] = [:]
    var version: String?
    var fatal: (line: Int, text: Substring)?
    var waiting: (line: Int, text: Substring)?
    let text = String(decoding: file.data, as: UTF8.self)
    for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
      let message = Self.message(line)
      if let (name, value) = message.flatMap(Self.option) {
        flags[String(name)] = String(value)
      } else if let message, message.hasPrefix("Cilium "), let release = Self.release(message) {
        version = release
      } else if let message, Self.waits.contains(where: message.hasPrefix) {
        waiting = (number + 1, message.prefix { $0 != "\"" })
      } else if let message, message.hasPrefix("All Cilium CRDs have been found") {
        waiting = nil
      } else if line.contains("level=fatal") || line.contains("level=panic") {
        fatal = (number + 1, line)
      }
    }
    self.flags = flags
    self.version = version
    self.waiting = waiting.map {
      FileReference(path: file.entry.path, line: $0.line, modified: file.entry.modified, excerpt: $0.text)
    }
    self.fatal = fatal.flatMap { AgentLog.fatalMessage(in: String($0.text)) }
    reference = FileReference(
      path: file.entry.path, line: fatal?.line, modified: file.entry.modified, excerpt: fatal?.text ?? "")
  }

  /// Cilium `pkg/k8s/synced/crd.go` (SyncCRDs), `pkg/k8s/watchers`.
  private static let waits = ["Waiting until all Cilium CRDs are available", "Still waiting for ", "Waiting for "]

  /// What stands in a line after `msg="`. A log has up to a million lines: they are looked through by bytes.
  private static func message(_ line: Substring) -> Substring? {
    let mark = Array("msg=\"".utf8)
    var rest = line.utf8[...]
    while let start = rest.firstIndex(of: mark[0]) {
      rest = rest[start...]
      if rest.starts(with: mark) { return Substring(rest.dropFirst(mark.count)) }
      rest = rest.dropFirst()
    }
    return nil
  }

  /// `--NAME='VALUE'"`, with blanks before it.
  private static func option(_ message: Substring) -> (name: Substring, value: Substring)? {
    let text = message.drop(while: \.isWhitespace)
    guard text.hasPrefix("--"), let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")),
      case let name = text[..<equals].dropFirst(2), !name.isEmpty,
      name.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }),
      case let rest = text[text.utf8.index(after: equals)...], rest.hasPrefix("'"),
      let quote = rest.utf8.firstIndex(of: UInt8(ascii: "\"")), case let value = rest[..<quote].dropFirst(),
      value.hasSuffix("'")
    else { return nil }
    return (name, value.dropLast())
  }

  /// `Cilium 1.15.4 …`.
  private static func release(_ message: Substring) -> String? {
    let word = message.dropFirst("Cilium ".count).prefix { $0 != " " && $0 != "\"" }
    let numbers = word.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard numbers.count == 3, Int(numbers[0]) != nil, Int(numbers[1]) != nil, numbers[2].first?.isNumber == true else {
      return nil
    }
    return String(word)
  }
}
