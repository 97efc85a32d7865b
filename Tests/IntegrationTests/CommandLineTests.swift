import Conformance
import Foundation
import Testing

/// The program as a user starts it: what it prints where, and the exit status. No cluster, no lab.
@Suite("Command line")
struct CommandLineTests {
  @Test(
    "a wrong command line has status 2, a reason on standard error, and nothing on standard output",
    arguments: [
      ["run", "--bogus"], ["run", "--scenario", "nope"], ["run", "--fault", "snat-missing"],
      ["run", "--lab", "--fault", "nope"], ["run", "--lab", "--context", "a"], ["run", "--probe-timeout", "0"],
      ["run", "--report-dir", ""], ["nope"], ["lab", "faults", "on", "nope"], ["lab", "shell"],
      ["cleanup", "--all", "--run", "a"], ["restore", "--rollout-timeout", "0"], ["explain", "--from", "a"],
      ["gate", "--before", "a.json"], ["watch", "--interval", "1"], ["watch", "--duration", "0s"], ["history"],
      ["watch", "--turn", "59s"], ["watch", "--turn", "2m", "--pod-start-timeout", "180"], ["watch", "--turn", "25h"],
      ["watch", "--turn", "5m", "--shard", "1/2"],
      ["run", "--retries", "11"], ["run", "--samples", "0"], ["run", "--samples", "1001"],
      ["run", "--sample-interval", "2"], ["sweep", "--samples", "9", "--sample-interval", "-1"],
      ["check", "--samples", "1000", "--sample-interval", "600"], ["run", "--samples", "9", "--tolerated-loss", "100"],
      ["watch", "--samples", "9"], ["manifests", "cronjob", "--runner-image", "r/netproof:1", "--", "--samples", "0"],
      ["sweep", "--scenario", "both", "--scenario", "both"], ["manifests", "rbac", "--namespace", "Bad_Name"],
      ["run", "--toleration", "=x"], ["run", "--toleration", "key:Sometimes"], ["run", "--pod-security", "lax"],
      ["check", "--image", ""], ["run", "--node-selector", ""],
      ["run", "--tailscale-image", "r/curl:8"], ["watch", "--tailscale-image", "r/curl:8"],
      ["manifests", "cronjob", "--runner-image", "r/netproof:1", "--", "--tailscale-socket"],
    ])
  func usage(arguments: [String]) throws {
    let result = try netproof(arguments)
    #expect(result.status == 2)
    #expect(result.error.hasPrefix("Error: "), "\(result.error)")
    #expect(result.output.isEmpty)
  }

  @Test("--version tells the program's version, its libraries', and that a plain build knows no commit")
  func version() throws {
    let result = try netproof(["--version"])
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.first?.wholeMatch(of: /netproof \d+\.\d+\.\d+/) != nil)
    #expect(lines.contains { $0.hasPrefix("commit: unknown") })
    let patterns = [
      /Swift: 6\.\d.*/, /libcurl: \d+\.\d+\.\d+ \(.+\)/, /libpcap: \d+\.\d+\.\d+.*/, /libarchive: \d+\.\d+.*/,
    ]
    for pattern in patterns {
      #expect(lines.contains { $0.wholeMatch(of: pattern) != nil }, "\(result.output)")
    }
  }

  @Test("a missing kubeconfig has status 2 and says where one is looked for")
  func missingKubeconfig() throws {
    let result = try netproof(["run"])
    #expect(result.status == 2)
    #expect(result.error.contains(".kube/config"))
    #expect(result.error.contains("--kubeconfig"))
  }

  @Test(
    "a kubeconfig that cannot be used has status 2 and is named", arguments: ["/nonexistent/kubeconfig", "/etc/passwd"])
  func unusableKubeconfig(path: String) throws {
    let result = try netproof(["run", "--kubeconfig", path])
    #expect(result.status == 2)
    #expect(result.error.contains(path))
    #expect(result.output.isEmpty)
  }

  @Test("a report folder that cannot be made has status 2, before anything is verified")
  func unwritableReports() throws {
    let result = try netproof(["run", "--report-dir", "/dev/null/reports"])
    #expect(result.status == 2)
    #expect(result.error.contains("/dev/null/reports"))
  }

  @Test("a server that is not there has status 3, and leaves reports that are not green")
  func unreachableServer() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let kubeconfig = folder.appendingPathComponent("kubeconfig")
    // Port 1 of the loopback: nothing listens there.
    try Data(
      """
      apiVersion: v1
      kind: Config
      current-context: gone
      clusters: [{name: gone, cluster: {server: "https://somebody:hidden@127.0.0.1:1"}}]
      users: [{name: gone, user: {token: hidden}}]
      contexts: [{name: gone, context: {cluster: gone, user: gone}}]
      """.utf8
    ).write(to: kubeconfig)
    let reports = folder.appendingPathComponent("reports")
    let result = try netproof(["run", "--kubeconfig", kubeconfig.path, "--report-dir", reports.path])
    #expect(result.status == 3)
    #expect(result.output.contains("? inconclusive"))
    for name in ["run.json", "junit.xml", "report.md"] {
      let text = try String(contentsOf: reports.appendingPathComponent(name), encoding: .utf8)
      #expect(text.contains("127.0.0.1:1"), "\(name)")
      #expect(!text.contains("hidden"), "\(name)")
    }
    #expect(!result.error.contains("hidden"))
  }

  @Test("help has the exit statuses and goes to standard output", arguments: [["--help"], ["run", "--help"]])
  func help(arguments: [String]) throws {
    let result = try netproof(arguments)
    #expect(result.status == 0)
    #expect(result.output.contains("EXIT STATUS:\n  0  all cases conform\n  1  something deviates"))
    #expect(result.output.contains("EXAMPLES:"))
    // 80 columns hold every line of it.
    #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test(
    "help of the commands beside run has examples and exit statuses in 80 columns",
    arguments: ["check", "explain", "cleanup", "restore", "sweep", "manifests", "gate", "watch", "history"])
  func guestHelp(command: String) throws {
    let result = try netproof([command, "--help"])
    #expect(result.status == 0)
    #expect(result.output.contains("EXAMPLES:\n  netproof \(command)"))
    #expect(result.output.contains("EXIT STATUS:\n  0  "))
    #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test(
    "a server that is not there has status 3",
    arguments: ["check", "explain", "cleanup", "restore", "sweep", "watch"])
  func guestUnreachable(command: String) throws {
    let kubeconfig = FileManager.default.temporaryDirectory.appendingPathComponent("netproof-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: kubeconfig) }
    try Data(
      """
      {current-context: gone, clusters: [{name: gone, cluster: {server: "https://127.0.0.1:1"}}],
       users: [{name: gone, user: {token: hidden}}], contexts: [{name: gone, context: {cluster: gone, user: gone}}]}
      """.utf8
    ).write(to: kubeconfig)
    let result = try netproof([command, "--kubeconfig", kubeconfig.path])
    #expect(result.status == 3, "\(result.error)")
    #expect(result.error.contains("127.0.0.1:1"))
    #expect(!result.error.contains("hidden"))
    #expect(result.output.isEmpty)
  }

  @Test(
    "records and policies that cannot be read have status 2 and are named",
    arguments: [
      ["gate", "--before", "/nonexistent/a.json", "--after", "/nonexistent/b.json"], ["history", "/nonexistent"],
      ["gate", "--before", "a", "--after", "b", "--policy", "/nonexistent/gate.yaml"],
      ["watch", "--", "/nonexistent/helm"],
    ])
  func unreadableInput(arguments: [String]) throws {
    let result = try netproof(arguments)
    #expect(result.status == 2)
    #expect(result.error.contains("/nonexistent"), "\(result.error)")
    #expect(result.output.isEmpty)
  }

  @Test("manifests are printed without a cluster, and follow the flags")
  func manifests() throws {
    let namespace = try netproof(["manifests", "namespace", "--namespace", "probes", "--pod-security", "restricted"])
    #expect(namespace.status == 0)
    #expect(namespace.output.contains("  name: probes\n"))
    #expect(namespace.output.contains("pod-security.kubernetes.io/enforce: restricted\n"))
    let roles = try netproof(["manifests", "rbac", "--cilium-namespace", "cilium", "--cilium-daemonset", "agents"])
    #expect(roles.output.contains("  namespace: cilium\n"))
    #expect(roles.output.contains("resourceNames: [agents]"))
    #expect(!roles.output.contains("netproof-sweep"))
    let images = try netproof(["manifests", "images", "--image", "registry.example.com/busybox:1"])
    #expect(images.output == "registry.example.com/busybox:1\n")
  }

  @Test("list names every scenario and aspect, as text and as JSON")
  func list() throws {
    let text = try netproof(["list"]).output
    let json = try netproof(["list", "--format", "json"]).output
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    func names(_ key: String) -> [String]? { (object?[key] as? [[String: Any]])?.compactMap { $0["name"] as? String } }
    #expect(names("scenarios") == Scenario.every.map(\.rawValue))
    #expect(names("aspects") == Aspect.allCases.map(\.rawValue))
    for name in Scenario.every.map(\.rawValue) + Aspect.allCases.map(\.rawValue) {
      #expect(text.contains(" \(name) "), "\(name)")
    }
  }

  @Test(
    "no root is status 2 and says so", .enabled(if: geteuid() == 0, "changes the user, which needs root"),
    arguments: [
      ["run", "--lab"], ["lab", "up"], ["lab", "down"], ["lab", "status"], ["lab", "shell", "instance-worker"],
    ])
  func noRoot(arguments: [String]) throws {
    let result = try netproof(arguments, asNobody: true)
    #expect(result.status == 2, "\(result.error)")
    #expect(result.error.contains("needs root"))
    #expect(result.output.isEmpty)
  }

  private func netproof(_ arguments: [String], asNobody: Bool = false) throws -> UserProgram.Result {
    try UserProgram.run(arguments, asNobody: asNobody)
  }
}
