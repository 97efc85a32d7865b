import Archives
import Foundation
import Kubernetes
import Routing

/// Asks one agent, as bugtool does.
struct BundleAgent: Sendable {
  let node: String
  let pod: String
  let shell: AgentShell
  let files: BundleFiles

  /// Commands of the agent's client, and the names that bugtool gives their files.
  private static let clients: [(file: String, words: [String])] = [
    ("status---verbose", ["status", "--verbose"]), ("config--a", ["config", "-a"]),
    ("node-list--o-json", ["node", "list", "-o", "json"]), ("bpf-nat-list", ["bpf", "nat", "list"]),
    ("bpf-ipmasq-list", ["bpf", "ipmasq", "list"]), ("endpoint-list", ["endpoint", "list"]),
  ]

  /// Commands of other programs, likewise.
  private static let programs: [(file: String, words: [String])] = [
    ("cilium-health-status--o-json", ["cilium-health", "status", "-o", "json"]), ("hostname", ["hostname"]),
    ("find--sys-fs-bpf--ls", ["find", "/sys/fs/bpf", "-ls"]), ("bpftool-net-show", ["bpftool", "net", "show"]),
    ("bpftool-cgroup-tree--run-cilium-cgroupv2", ["bpftool", "cgroup", "tree", "/run/cilium/cgroupv2"]),
    ("iptables-save--c", ["iptables-save", "-c"]), ("uname--a", ["uname", "-a"]), ("ip-a", ["ip", "a"]),
    ("ip--d--s--s-l", ["ip", "-d", "-s", "-s", "l"]), ("ip--4-r", ["ip", "-4", "r"]), ("ip--6-r", ["ip", "-6", "r"]),
    ("ip--d-rule", ["ip", "-d", "rule"]),
  ]

  /// Commands that no bugtool runs, and whose answers a run reads.
  private static let more: [(file: String, words: [String])] = [
    ("ip--6-rule", ["ip", "-6", "rule"]), ("ip--j--d-addr-show", ["ip", "-j", "-d", "addr", "show"]),
    ("ip--4-route-show-table-all", ["ip", "-4", "route", "show", "table", "all"]),
    ("ip--6-route-show-table-all", ["ip", "-6", "route", "show", "table", "all"]), ("wg-show", ["wg", "show"]),
  ]

  /// Every answer, or what was said instead of one.
  func read() async -> [ArchiveFile] {
    var answers: [ArchiveFile] = []
    var routesByMarks = false
    for (file, words) in Self.programs + Self.more {
      let answer = await answer(words)
      if file == "ip--d-rule" { routesByMarks = Self.routesByMarks(answer) }
      answers.append(files.command(pod, "\(file).md", answer))
    }
    if routesByMarks {
      answers.append(files.command(pod, "nft--j-list-ruleset.md", await answer(["nft", "-j", "list", "ruleset"])))
    }
    answers.append(files.command(pod, "sysctl--a.md", Self.deciding(await answer(["sysctl", "-a"]))))
    let client: String
    do {
      client = try await shell.program(on: node).name
    } catch {
      answers.append(
        files.command(pod, "cilium-dbg-status---verbose.md", Self.failed(["cilium-dbg", "status"], "\(error)")))
      return answers
    }
    for (file, words) in Self.clients {
      answers.append(files.command(pod, "\(client)-\(file).md", await answer([client] + words)))
    }
    let dump = await tables(client)
    answers.append(files.command(pod, "\(client)-statedb-dump.md", dump))
    if let description = await description(client) {
      answers.append(files.command(pod, files.description, description))
    }
    return answers
  }

  /// `statedb dump` up to 1.18, `statedb` since.
  private func tables(_ client: String) async -> Data {
    for words in [["statedb", "dump"], ["statedb"]] {
      let data = await answer([client] + words)
      if data.first == UInt8(ascii: "{") { return data }
    }
    return await answer([client, "statedb", "dump"])
  }

  /// Whether rules route by marks other than those that tunnels put on their own packets: only then it matters what
  /// netfilter marks.
  private static func routesByMarks(_ answer: Data) -> Bool {
    String(decoding: answer, as: UTF8.self).split(separator: "\n").contains { line in
      line.contains("fwmark") && !line.contains("not from all") && !line.contains("0x80000/0xff0000")
    }
  }

  /// The part of `debuginfo` that is read: the status. The options that the agent was started with are told by `debuginfo`
  /// alone, with the whole of the agent's memory map, endpoints and policies.
  private func description(_ client: String) async -> Data? {
    let status = await answer([client, "status", "-o", "json"])
    guard let object = try? JSONSerialization.jsonObject(with: status) else { return nil }
    return try? JSONSerialization.data(
      withJSONObject: ["cilium-status": object], options: [.prettyPrinted, .sortedKeys])
  }

  /// Of a kernel's thousands of parameters those that decide about forwarding, and what tuning is about; the text of an
  /// error as it is.
  private static func deciding(_ answer: Data) -> Data {
    let lines = String(decoding: answer, as: UTF8.self).split(separator: "\n").filter { line in
      Sysctls.socketBuffers.contains { line.hasPrefix($0 + " ") }
        || line.hasPrefix("net.ipv4.ip_forward ")
        || line.hasPrefix("net.ipv4.conf.")
          && [".rp_filter ", ".src_valid_mark ", ".forwarding "].contains(where: line.contains)
    }
    return lines.isEmpty ? answer : Data((lines.joined(separator: "\n") + "\n").utf8)
  }

  private func answer(_ words: [String]) async -> Data {
    do {
      let (result, _) = try await shell.attempt(words, on: node)
      guard result.exitCode == 0 else {
        return Self.failed(words, result.stdoutText + result.stderrText, status: result.exitCode)
      }
      return result.stdout + (result.stdout.isEmpty ? result.stderr : Data())
    } catch {
      return Self.failed(words, "\(error)")
    }
  }

  /// As bugtool writes it (`bugtool/cmd/root.go`).
  private static func failed(_ words: [String], _ text: String, status: Int32? = nil) -> Data {
    let end = status.map { "exit status \($0)" } ?? "not run"
    return Data("\(text)\n> Error while running '\(words.joined(separator: " "))':  \(end)\n\n".utf8)
  }
}
