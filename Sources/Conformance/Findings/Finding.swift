/// What explains cases that are not as they should be: a stable code with arguments.
///
/// Each kind is a type of its own, in a file of its own, whose stored properties are the arguments: the record carries
/// them, every language's sentences are written from them, and nothing reads a sentence back. What is said of the kind in
/// general, how to confirm it by hand and how to mend it, is its ``page``.
protocol Finding: Sendable, Hashable, Codable {
  /// The published name.
  static var code: FindingCode { get }
  /// What there is to know of the kind.
  static var page: FindingPage { get }
  /// One of the kind with every argument, for the page and for tests of the sentences.
  static var example: Self { get }

  /// Why the cases are as they are, on this cluster.
  var cause: Translated { get }
  /// What to do about it.
  var remedy: Translated { get }
  /// The commands that confirm or mend it on this cluster's nodes.
  var commands: [RemedyCommand] { get }
}

extension Finding {
  var commands: [RemedyCommand] { [] }
}

/// A finding of any kind; equal when kind and arguments are.
struct AnyFinding: Sendable, Hashable {
  let value: any Finding

  init(_ value: any Finding) { self.value = value }

  static func == (left: AnyFinding, right: AnyFinding) -> Bool { AnyHashable(left.value) == AnyHashable(right.value) }

  func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}

/// A command to type, and where.
public struct RemedyCommand: Sendable, Hashable, Codable {
  /// The node on whose host it is typed; `nil`: anywhere, with a kubeconfig.
  public var node: String?
  /// For a shell, ready to be pasted.
  public var command: String

  /// `NODE: COMMAND`, or the command alone.
  public var description: String { node.map { "\($0): \(command)" } ?? command }
}

extension RemedyCommand {
  static func kubectl(_ arguments: String) -> RemedyCommand {
    RemedyCommand(node: nil, command: "kubectl \(arguments)")
  }

  static func host(_ node: String, _ command: String) -> RemedyCommand { RemedyCommand(node: node, command: command) }

  /// In the Cilium agent of a node.
  static func agent(of node: String, _ command: String) -> RemedyCommand {
    kubectl(
      "-n kube-system exec \"$(kubectl -n kube-system get pods -l k8s-app=cilium -o name --field-selector "
        + "spec.nodeName=\(node))\" -c cilium-agent -- \(command)")
  }

  /// Lets the DaemonSet start a node's agent anew.
  static func restartAgent(of node: String) -> RemedyCommand {
    kubectl("-n kube-system delete pods -l k8s-app=cilium --field-selector spec.nodeName=\(node)")
  }

  static let restartAgents = kubectl("-n kube-system rollout restart daemonset/cilium")
}
