import Foundation

/// What the kubelet stand-in asks of a node: sandboxes (network namespaces) and the real processes in them.
///
/// The lab's own kubelet is the only caller; `NamespaceRuntime` is the implementation with real namespaces, and the
/// API's tests use a fake.
protocol PodRuntime: Sendable {
  /// Makes the pod's network namespace with its address, or joins the node's for host-network pods.
  func createSandbox(_ specification: SandboxSpecification) async throws -> PodSandbox
  /// Starts one container as a real process in the sandbox; returns once the process exists.
  func start(_ container: ContainerSpecification, in sandbox: PodSandbox) async throws -> any RunningContainer
  /// Kills what runs in the sandbox and removes its namespace, addresses and routes. Removing twice is not an error.
  func remove(_ sandbox: PodSandbox) async
}

/// A pod as the runtime needs to know it.
struct SandboxSpecification: Sendable, Hashable {
  var namespace: String
  var name: String
  var uid: String
  /// The Kubernetes node's name, for example `instance-worker`.
  var node: String
  var labels: [String: String]
  var hostNetwork: Bool
  /// The security identity that the pod gets whatever its labels; nil for that of its labels.
  var identity: UInt16? = nil
  /// Lines of the pod's `/etc/resolv.conf`.
  var resolvConf: String
}

/// A pod's network namespace on a node.
struct PodSandbox: Sendable, Hashable {
  var specification: SandboxSpecification
  /// The pod's addresses, or the node's for host-network pods; the primary one first.
  var addresses: [String]
  /// The name under `/run/netns` in the lab's mount namespace.
  var netns: String

  /// The primary address.
  var address: String { addresses.first ?? "" }
}

/// One container of a pod.
struct ContainerSpecification: Sendable, Hashable {
  var name: String
  /// The image reference. The lab has no registry: `LabImage` maps it to a program of the machine.
  var image: String
  /// `command` and `args` of the pod's container together; empty means the image's own.
  var command: [String]
  /// Whether the pod's container has a `command`; without one, `command` holds arguments for the image's entry point.
  var replacesEntryPoint = true
  var environment: [String: String]
  var workingDirectory: String?
  /// The folders that the pod brings along.
  var mounts: [ContainerMount] = []
  /// Whom the first process runs as; nil for root.
  var user: ContainerUser?
}

/// A folder of a pod, as one of its containers sees it.
struct ContainerMount: Sendable, Hashable {
  /// Where its files are.
  enum Source: Sendable, Hashable {
    /// A folder that lives and dies with the pod.
    case emptyDirectory(name: String)
    /// A persistent volume: a folder that outlives pods, the same from every node.
    case persistentVolume(uid: String)
    /// A folder of the node itself.
    case hostPath(node: String, path: String)
    /// Files with these contents.
    case files(name: String, [String: String])
  }

  var source: Source
  /// Where the container sees it, absolute.
  var path: String
  var isReadOnly: Bool
}

/// `securityContext` of pod and container, as far as the lab keeps to it.
struct ContainerUser: Sendable, Hashable {
  var user: Int
  var group: Int
  /// The pod's `fsGroup`, which persistent volumes are given.
  var volumeGroup: Int?
}

/// A container that has been started.
protocol RunningContainer: Sendable {
  /// The process id of the container's first process, as seen by the lab.
  var processID: Int32 { get }
  /// When the process was started.
  var startedAt: Date { get }
  /// Waits for the end of the first process; 128 + N for a death by signal N.
  func waitForExit() async -> Int32
  /// Sends SIGTERM, then SIGKILL after the grace period, and waits for the end.
  func stop(gracePeriod: Duration) async
  /// What the container has written so far, both streams in the order of arrival.
  func log() async -> Data
  /// Runs one more command inside the container. Output is delivered through `output` as it comes, in order;
  /// the function returns the exit status (128 + N for a signal),
  /// and throws `ExecError` when the command cannot be started at all. Cancelling the task kills the command.
  func exec(
    _ command: [String], stdin: AsyncStream<Data>?, output: @escaping @Sendable (ExecChunk) async -> Void
  ) async throws -> Int32
}

/// A piece of an exec session's output.
enum ExecChunk: Sendable, Hashable {
  case stdout(Data)
  case stderr(Data)
}

/// Why a command could not be started in a container, in the words of a container runtime.
struct ExecError: Error, Sendable, Hashable, CustomStringConvertible {
  var description: String

  /// The container's first process has ended; runc's words.
  static let stoppedContainer = ExecError(description: "cannot exec in a stopped container")
}
