import Capture
import Foundation

/// The capture program on a node: its command line, and how its output is read.
struct CaptureCommand {
  let options: CaptureOptions
  let filter: String
  /// When it ends by itself, in seconds: longer than the probes can take.
  let seconds: Int

  private static let mark = "netproof-capture"
  /// What tcpdump prints once the kernel keeps packets for it.
  private static let listening = "listening on"

  /// Runs tcpdump under `timeout`, with its process id told first, so that it can be told to end.
  ///
  /// - `-Z root`: where tcpdump was built to give up root by itself, it could not be told to end any more.
  /// - `-p`: not promiscuous, which needs no further privilege. `-U` and immediate mode: every packet at once, so that
  ///   none waits in a buffer when it is told to end.
  var arguments: [String] {
    [
      "timeout", "-s", "INT", "\(seconds)", "sh", "-c", "echo \"\(Self.mark) $$\" >&2; exec tcpdump \"$@\"", "tcpdump",
      "-Z", "root", "-i", "any", "-p", "-n", "-U", "--immediate-mode", "-y", "LINUX_SLL2", "-s",
      "\(options.snapshotLength)", "-c", "\(options.maximumPackets)", "-w", "-", filter,
    ]
  }

  /// The process id that the program has told, once it also listens.
  static func readyProcess(_ stderr: String) -> Int32? {
    guard stderr.contains(listening) else { return nil }
    let line = stderr.split(whereSeparator: \.isNewline).first { $0.hasPrefix(mark) }
    return line.flatMap { $0.split(separator: " ").last }.flatMap { Int32($0) }
  }

  /// What tcpdump has left behind.
  ///
  /// - Throws: ``CaptureError`` when there is no capture at all.
  func read(stdout: Data, stderr: String, endedWell: Bool) throws -> (file: PacketFile, incompleteness: Sentence?) {
    let file = try PacketFile.salvage(stdout)
    return (file, incompleteness(file, stderr, endedWell))
  }

  /// Why packets may be missing; nil when none can be.
  private func incompleteness(_ file: PacketFile, _ stderr: String, _ endedWell: Bool) -> Sentence? {
    if let damage = file.damage { return "\(damage)" }
    guard endedWell, let statistics = CaptureStatistics(tcpdump: stderr) else {
      return "the capture ended without telling how many packets it lost"
    }
    guard statistics.isLossless else {
      return "the capture lost \(statistics.droppedByKernel + statistics.droppedByInterface) packets"
    }
    guard statistics.captured < options.maximumPackets else {
      return "the capture was full after \(options.maximumPackets) packets"
    }
    guard statistics.captured == file.packets.count else {
      return "\(file.packets.count) of \(statistics.captured) captured packets came through"
    }
    return nil
  }
}
