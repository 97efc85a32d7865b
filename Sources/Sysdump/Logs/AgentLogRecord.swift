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
    let text = String(decoding: file.data, as: UTF8.self)
    for (number, line) in text.split(whereSeparator: \.isNewline).enumerated() {
      if let match = line.firstMatch(of: /msg="\s*--([a-z0-9-]+)='([^"]*)'"/) {
        flags[String(match.1)] = String(match.2)
      } else if let match = line.firstMatch(of: /msg="Cilium (\d+\.\d+\.\d+[^ "]*)/) {
        version = String(match.1)
      } else if line.contains("level=fatal") || line.contains("level=panic") {
        fatal = (number + 1, line)
      }
    }
    self.flags = flags
    self.version = version
    self.fatal = fatal.flatMap { AgentLog.fatalMessage(in: String($0.text)) }
    reference = FileReference(
      path: file.entry.path, line: fatal?.line, modified: file.entry.modified, excerpt: fatal?.text ?? "")
  }
}
