/// A script for busybox's shell that probes many paths of one pod at the same time, for as long as it is let, and tells
/// every answer at once: one exec per pod, however many paths.
///
/// Each line of its output is `PATH UPTIME WHAT…`, written in one piece, where `UPTIME` is the pod's monotonic clock
/// (`/proc/uptime`, in seconds, steps of 10 ms) and `PATH` the path's number, or `-` for the script itself.
public struct WatchScript: Hashable, Sendable {
  /// The paths, numbered by their position.
  public let probes: [WatchProbe]
  /// The pause between two programs of a path.
  public let requestInterval: Duration
  /// When everything that the script has started is over, whatever happens to the exec session, in seconds.
  public let lifetimeSeconds: Int

  /// Makes a script.
  public init(probes: [WatchProbe], requestInterval: Duration, lifetimeSeconds: Int) {
    self.probes = probes
    self.requestInterval = requestInterval
    self.lifetimeSeconds = lifetimeSeconds
  }

  /// The command that reads the script from its standard input, ended by the far side.
  public var command: [String] { ["timeout", "\(lifetimeSeconds)", "sh", "-s"] }

  /// The script, which is read whole before it begins and ends by itself, as ``ProbeBatch``'s.
  ///
  /// Busybox's ping writes each answer as it comes, and dies when it cannot send; then it is started again. A shell that
  /// reads on stamps the lines, without a process per line. What waits for an answer when the session breaks ends by
  /// its own `timeout`; the others end when they next write.
  public var text: String {
    var lines = [
      "main() {",
      "read -r u x </proc/uptime",
      "e=$((${u%.*}+\(lifetimeSeconds)))",
      // Seconds that are left; ends the (sub)shell when there are none.
      "left() { read -r u x </proc/uptime; l=$((e-${u%.*})); [ $l -gt 0 ] || exit 0; }",
      "stamp() { while read -r t; do read -r u x </proc/uptime; echo \"$1 $u \(Word.text) $t\"; done; }",
      "p() {",
      "i=$1 s=$2; shift 2",
      "while left; do",
      "echo \"$i $u \(Word.began)\"",
      "timeout $l \"$@\" 2>&1 </dev/null | stamp $i",
      "read -r u x </proc/uptime",
      "echo \"$i $u \(Word.ended)\"",
      "sleep $s",
      "done",
      "}",
      "q() {",
      "i=$1 s=$2 k=$3 m=$4 n=0; shift 4",
      "while left; do",
      "b=$u",
      // An answer's body is of no use; nslookup tells everything on standard output.
      "if [ $m = h ]; then o=$(timeout $k \"$@\" 2>&1 >/dev/null </dev/null); c=$?;",
      "else o=$(timeout $k \"$@\" 2>&1 </dev/null); c=$?; fi",
      "case $m$o in",
      "h*'server returned error: HTTP/'*|n*Name:*) c=0;;",
      "n*) [ $c = 0 ] && c=1;;",
      "esac",
      "read -r u x </proc/uptime",
      "echo \"$i $u \(Word.request) $n $b $c\"",
      "n=$((n+1))",
      "sleep $s",
      "done",
      "}",
      "echo \"- $u \(Word.start)\"",
    ]
    for (index, probe) in probes.enumerated() {
      let command = probe.arguments.map(shellQuoted).joined(separator: " ")
      let run =
        switch probe.method {
        case .ping: "p \(index) \(Self.pause(probe.arguments))"
        case .http: "q \(index) \(Self.seconds(requestInterval)) \(probe.killAfterSeconds) h"
        case .lookup: "q \(index) \(Self.seconds(requestInterval)) \(probe.killAfterSeconds) n"
        }
      lines.append("\(run) \(command) 2>/dev/null &")
    }
    // Tells that time goes on where nothing answers.
    lines += ["while left; do echo \"- $u \(Word.tick)\"; sleep 1; done", "}", "main", "exit", ""]
    return lines.joined(separator: "\n")
  }

  /// The words of the script's output format.
  enum Word {
    static let start = "start"
    static let tick = "tick"
    static let began = "begin"
    static let ended = "end"
    static let text = "say"
    static let request = "req"
  }

  /// A ping that died is started again after its own interval.
  private static func pause(_ arguments: [String]) -> String {
    arguments.firstIndex(of: "-i").map { arguments[$0 + 1] } ?? "1"
  }

  /// A duration as busybox's `ping -i` and `sleep` take it: seconds with three decimals at most.
  static func seconds(_ duration: Duration) -> String {
    let milliseconds = max(1, Int((duration / .milliseconds(1)).rounded()))
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
