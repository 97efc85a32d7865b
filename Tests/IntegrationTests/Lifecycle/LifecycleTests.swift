import Foundation
import Kubernetes
import Lab
import Testing

extension LabTests {
  @Test("a lab that is killed leaves no process, namespace, link or mount")
  func killed() async throws {
    let before = try Leftovers.now()
    var options = SharedLab.options()
    options.stateDirectory += "-killed"
    let lab = try await Lab.start(options)
    let inside = try LabProcesses.all(of: lab)
    #expect(inside.count > 5)
    // The first process inside is PID 1 of the lab's process namespace.
    let first = try #require(inside.first)
    #expect(kill(first.id, SIGKILL) == 0)
    try await Leftovers.wait { !lab.isRunning && !inside.contains(where: \.isRunning) }
    #expect(inside.filter(\.isRunning) == [])
    #expect(try Leftovers.now() == before)
    // Whoever loses it is told.
    let words = try #require(lab.lastWords)
    #expect(words.hasPrefix("it died of SIGKILL") || words.contains("it was killed (kill -9"), "\(words)")
    await lab.stop()
    #expect(lab.lastWords == nil)
  }

  @Test("a lab whose process dies of a fault says of which")
  func died() async throws {
    var options = SharedLab.options()
    options.stateDirectory += "-died"
    let lab = try await Lab.start(options)
    #expect(lab.lastWords == nil)
    let first = try #require(try LabProcesses.all(of: lab).first)
    #expect(kill(first.id, SIGILL) == 0)
    try await Leftovers.wait { !lab.isRunning }
    #expect(try #require(lab.lastWords).hasPrefix("it died of SIGILL"))
    await lab.stop()
  }

  @Test("an exec into a container that has just ended is refused, not answered by what enters it")
  func endedContainer() async throws {
    let client = try await SharedLab.shared.client()
    let name = "ends-\(getpid())"
    // It ends again and again, and is started anew each time.
    let pod = Pod(
      metadata: ObjectMeta(name: name, namespace: "default"),
      spec: PodSpec(
        containers: [Container(name: "main", image: "busybox", command: ["sh", "-c", "sleep 0.4"])],
        restartPolicy: "Always", terminationGracePeriodSeconds: 0))
    _ = try await client.create(pod, at: .pods(namespace: "default"), as: Pod.self)
    let deadline = ContinuousClock.now + .seconds(12)
    var (answered, refused) = (0, 0)
    while ContinuousClock.now < deadline {
      let reference = PodReference(namespace: "default", name: name, container: "main")
      do {
        let result = try await client.exec(reference, command: ["true"], timeout: .seconds(10))
        let said = String(decoding: result.stderr, as: UTF8.self)
        // Killed with its container, or done: nothing else can come of `true`.
        #expect([0, 128 + SIGKILL].contains(result.exitCode), "\(result.exitCode): \(said)")
        #expect(!said.contains("nsenter"), "\(said)")
        answered += 1
      } catch let error as KubernetesError {
        #expect(!"\(error)".contains("nsenter"), "\(error)")
        refused += 1
      }
    }
    try await client.delete(.pod(namespace: "default", name: name), gracePeriodSeconds: 0)
    #expect(answered > 0 && refused > 0, "\(answered) answered, \(refused) refused")
  }

  @Test(
    "kubectl lists, executes and deletes with the lab's kubeconfig", .enabled("kubectl is installed", { hasKubectl }))
  func kubectl() async throws {
    let kubeconfig = try await SharedLab.shared.lab().kubeconfigPath
    let nodes = try Shell.run(["kubectl", "--kubeconfig", kubeconfig, "get", "nodes", "--no-headers"])
    #expect(nodes.contains("instance-master   Ready") && nodes.contains("instance-worker   Ready"))
    let pods = try Shell.run([
      "kubectl", "--kubeconfig", kubeconfig, "-n", "kube-system", "get", "pods", "-l", "k8s-app=cilium", "-o", "name",
    ])
    let agent = try #require(pods.split(separator: "\n").first.map(String.init))
    let status = try Shell.run([
      "kubectl", "--kubeconfig", kubeconfig, "-n", "kube-system", "exec", agent, "--", "cilium-dbg", "status",
      "--brief",
    ])
    #expect(status == "OK\n")
  }

  @Test(
    "kubectl creates what it sends as protobuf only, and gets a token", .enabled("kubectl is installed", { hasKubectl })
  )
  func kubectlProtobuf() async throws {
    let kubeconfig = try await SharedLab.shared.lab().kubeconfigPath
    func kubectl(_ arguments: String...) throws -> String {
      try Shell.run(["kubectl", "--kubeconfig", kubeconfig] + arguments)
    }
    #expect(try kubectl("create", "namespace", "by-kubectl") == "namespace/by-kubectl created\n")
    _ = try kubectl("-n", "by-kubectl", "create", "configmap", "map", "--from-literal=a=b")
    #expect(try kubectl("-n", "by-kubectl", "get", "configmap", "map", "-o", "jsonpath={.data.a}") == "b")
    _ = try kubectl("-n", "by-kubectl", "create", "serviceaccount", "reader")
    #expect(try kubectl("-n", "by-kubectl", "create", "token", "reader").hasPrefix("lab."))
    _ = try kubectl("delete", "namespace", "by-kubectl", "--wait=false")
  }

  private static let hasKubectl = FileManager.default.isExecutableFile(atPath: "/usr/bin/kubectl")
}

/// What a lab could leave on the machine.
struct Leftovers: Equatable {
  var links: String
  var namespaces: String
  var mounts: Int

  static func now() throws -> Leftovers {
    Leftovers(
      links: try Shell.run(["ip", "-o", "link", "show"]), namespaces: try Shell.run(["ip", "netns", "list"]),
      mounts: try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8).split(separator: "\n").count)
  }

  static func wait(_ condition: () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(10)
    while !condition(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
  }
}

/// The processes of a lab, as the machine sees them.
enum LabProcesses {
  /// The lab's first process and all of its descendants.
  static func all(of lab: Lab) throws -> [LabProcess] {
    let owner = try lab.command(inNamespace: "internet", [])
    let target = try #require(owner.firstIndex(of: "--target").flatMap { Int32(owner[$0 + 1]) })
    var result = [target]
    var index = 0
    while index < result.count {
      result += children(of: result[index])
      index += 1
    }
    return result.compactMap(LabProcess.init)
  }

  private static func children(of process: Int32) -> [Int32] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    return tasks.flatMap { task -> [Int32] in
      let text = (try? String(contentsOfFile: "/proc/\(process)/task/\(task)/children", encoding: .utf8)) ?? ""
      return text.split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
    }
  }
}

/// A process, and when it was started: its number may soon be another's, where much is started on the machine.
struct LabProcess: Hashable, Sendable {
  let id: Int32
  private let startedAt: Substring

  /// `nil` for a number that no process has.
  init?(_ id: Int32) {
    guard let startedAt = Self.start(of: id) else { return nil }
    (self.id, self.startedAt) = (id, startedAt)
  }

  var isRunning: Bool { Self.start(of: id) == startedAt }

  /// The 22nd field of its `stat`, in ticks since the machine's start; behind the command's name the third comes first.
  private static func start(of id: Int32) -> Substring? {
    guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    return fields.count > 19 ? fields[19] : nil
  }
}

/// Runs a program to its end.
enum Shell {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  static func run(_ command: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(command.joined(separator: " ")): status \(process.terminationStatus): \(text)")
    }
    return text
  }
}
