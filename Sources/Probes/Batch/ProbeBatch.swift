/// Probes that run side by side in one pod, through a single exec.
///
/// An exec costs a TLS connection and several round trips, more than most probes take; one for all of a pod's probes
/// makes a scenario as slow as its slowest probe.
public struct ProbeBatch: Hashable, Sendable {
  /// The probes, in the order in which they are started.
  public let probes: [Probe]
  /// How much of each probe's stdout and of its stderr is brought back, in bytes.
  public static let outputLimit = 262_144

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
  public var longestSeconds: Int { (probes.map(\.killAfterSeconds).max() ?? 0) + 1 }

  /// The script for busybox's `sh -c`.
  ///
  /// Every probe starts at once in the background. Its process id is written down by the shell that then becomes the
  /// program, because busybox's ping uses its process id as ICMP identifier, by which its NAT entry is found.
  /// The outputs go to a fresh directory, which is gone when the script ends, and then to stdout in turn, each behind
  /// its length, so that no output can be taken for another's.
  ///
  /// - Parameter directories: Where the directory may be made; the first that can be written is taken.
  public func script(directories: [String] = ["/tmp", "/dev/shm", "/var/tmp"]) -> String {
    let places = directories.map(shellQuoted).joined(separator: " ")
    var lines = [
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
    for (index, probe) in probes.enumerated() {
      let command = commands[index].map(shellQuoted).joined(separator: " ")
      // The shell's own remark on a killed program ("Terminated") is nobody's output.
      lines.append("r \(index) \(probe.killAfterSeconds) \(command) 2>/dev/null &")
    }
    lines += [
      "wait",
      "n=0",
      "while [ $n -lt \(probes.count) ]; do",
      "f=$d/$n c=- s=0 e=0 p=0",
      "[ -s \"$f.c\" ] && read -r c s e <\"$f.c\"",
      "[ -s \"$f.p\" ] && read -r p <\"$f.p\"",
      "for k in o e; do [ -f \"$f.$k\" ] || : >\"$f.$k\"; done",
      "o=$(head -c \(Self.outputLimit) \"$f.o\" | wc -c)",
      "q=$(head -c \(Self.outputLimit) \"$f.e\" | wc -c)",
      "echo \"\(Frame.probeWord) $n $c $p $s $e\" $o $q",
      "head -c \(Self.outputLimit) \"$f.o\"",
      "head -c \(Self.outputLimit) \"$f.e\"",
      "echo",
      "n=$((n+1))",
      "done",
      "echo \(Frame.endWord) $n",
    ]
    return lines.joined(separator: "\n")
  }

  /// The words of the script's output format.
  enum Frame {
    static let probeWord = "netproof-probe"
    static let endWord = "netproof-end"
  }
}
