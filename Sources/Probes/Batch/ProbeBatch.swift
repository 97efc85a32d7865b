/// Probes that run side by side in one pod, through a single exec.
///
/// An exec costs a TLS connection and several round trips, more than most probes take; one for all of a pod's probes
/// makes a scenario as slow as its slowest probe. A pod's memory is limited: of very many probes, ``atOnce`` run side by
/// side, and each of these waves costs one probe's time-out at the most.
public struct ProbeBatch: Hashable, Sendable {
  /// The probes, in the order in which they are started.
  public let probes: [Probe]
  /// How much of each probe's stdout and of its stderr is brought back, in bytes.
  public static let outputLimit = 262_144
  /// How many probes run side by side. Each is three small processes (a shell, `timeout` and the program): together
  /// they stay below half of the probe pods' 64 MiB.
  public static let atOnce = 64

  private let commands: [[String]]

  /// Makes a batch.
  ///
  /// - Throws: ``InvalidProbe`` for a probe whose arguments busybox would not take for what they are meant to be, and
  ///   for a second probe of the same name.
  public init(probes: [Probe]) throws {
    var seen: Set<ProbeID> = []
    for probe in probes where !seen.insert(probe.id).inserted {
      throw InvalidProbe(id: probe.id, reason: "another probe of the batch has the same name")
    }
    self.probes = probes
    self.commands = try probes.map { try $0.arguments() }
  }

  /// How long the script takes at most, in seconds: what an exec's deadline must exceed.
  public var longestSeconds: Int {
    let lanes = lanes.map { lane in lane.reduce(0) { $0 + probes[$1].killAfterSeconds } }
    return (lanes.max() ?? 0) + 1
  }

  /// The probes that run one after another, by their places; the lanes run side by side. Probes of one kind that all
  /// time out end up in different lanes.
  private var lanes: [[Int]] {
    (0..<min(Self.atOnce, probes.count)).map { Array(stride(from: $0, to: probes.count, by: Self.atOnce)) }
  }

  /// The script for busybox's `sh -s`, which reads it from standard input: in a command line it would travel in the
  /// exec's URL, whose length servers limit. The shell reads it whole before it begins (a function), so a script that
  /// was cut off does nothing; and it ends by itself, so it needs no end of the input, which the older exec protocol
  /// (before Kubernetes 1.30) cannot tell.
  ///
  /// The lanes of probes start at once in the background. A probe's process id is written down by the shell that then becomes the
  /// program, because busybox's ping uses its process id as ICMP identifier, by which its NAT entry is found.
  /// The outputs go to a fresh directory, which is gone when the script ends, and then to stdout in turn, each behind
  /// its length, so that no output can be taken for another's.
  ///
  /// - Parameter directories: Where the directory may be made; the first that can be written is taken.
  public func script(directories: [String] = ["/tmp", "/dev/shm", "/var/tmp"]) -> String {
    let lines =
      ["main() {"] + beginning(directories) + started + printed(limit: Self.outputLimit)
      + ["echo \(Frame.endWord) $n", "}", "main", "exit"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Makes the directory, and the function that runs a probe.
  func beginning(_ directories: [String]) -> [String] {
    let places = directories.map(shellQuoted).joined(separator: " ")
    return [
      // Before there is anything to remove: a script may be told to end at once. A probe that is just beginning can put
      // a file into the directory while it is being removed, hence again.
      "d=",
      "trap 'for k in 1 2 3 4 5; do rm -rf \"$d\" 2>/dev/null && break; done' EXIT",
      "trap 'exit 143' HUP INT TERM",
      "for t in \(places); do d=$(mktemp -d \"$t/netproof.XXXXXX\" 2>/dev/null) && break; d=; done",
      "[ -n \"$d\" ] || { echo \"netproof: cannot make a directory in any of:\" \(places) >&2; exit 125; }",
      "r() {",
      "f=$d/$1 t=$2; shift 2",
      "read -r s x </proc/uptime",
      "timeout \"$t\" sh -c 'echo $$ >\"$0\"; exec \"$@\"' \"$f.p\" \"$@\" >\"$f.o\" 2>\"$f.e\" </dev/null",
      "c=$?",
      "read -r e x </proc/uptime",
      "echo \"$c $s $e\" >\"$f.c\"",
      "}",
    ]
  }

  /// Starts the lanes and waits for all of them.
  var started: [String] {
    var lines: [String] = []
    for lane in lanes {
      lines.append("(")
      for index in lane {
        let command = commands[index].map(shellQuoted).joined(separator: " ")
        lines.append("r \(index) \(probes[index].killAfterSeconds) \(command)")
      }
      // The shell's own remark on a killed program ("Terminated") is nobody's output.
      lines.append(") 2>/dev/null &")
    }
    return lines + ["wait"]
  }

  /// Prints what the probes left, in turn.
  ///
  /// - Parameters:
  ///   - limit: How much of each stdout and stderr, in bytes.
  ///   - once: Whether a stdout that is the one that the same probe was last printed with is left out.
  func printed(limit: Int, once: Bool = false) -> [String] {
    let isKnown = [
      "k=", "[ -f \"$f.l\" ] && cmp -s \"$f.o\" \"$f.l\" 2>/dev/null && k=1", "[ -n \"$k\" ] && o=\(Frame.sameWord)",
    ]
    return [
      "n=0",
      "while [ $n -lt \(probes.count) ]; do",
      "f=$d/$n c=- s=0 e=0 p=0",
      "[ -s \"$f.c\" ] && read -r c s e <\"$f.c\"",
      "[ -s \"$f.p\" ] && read -r p <\"$f.p\"",
      "for k in o e; do [ -f \"$f.$k\" ] || : >\"$f.$k\"; done",
      "o=$(head -c \(limit) \"$f.o\" | wc -c)",
      "q=$(head -c \(limit) \"$f.e\" | wc -c)",
    ] + (once ? isKnown : []) + [
      "echo \"\(Frame.probeWord) $n $c $p $s $e\" $o $q",
      once ? "[ -n \"$k\" ] || { head -c \(limit) \"$f.o\"; cp \"$f.o\" \"$f.l\"; }" : "head -c \(limit) \"$f.o\"",
      "head -c \(limit) \"$f.e\"",
      "echo",
      "n=$((n+1))",
      "done",
    ]
  }

  /// The words of the script's output format.
  enum Frame {
    static let probeWord = "netproof-probe"
    static let endWord = "netproof-end"
    /// In a length's place: what the same probe printed before.
    static let sameWord = "="
    static let roundWord = "netproof-round"
  }
}
