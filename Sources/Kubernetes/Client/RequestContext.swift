/// What was tried and on which cluster; part of every error, free of secrets.
public struct RequestContext: Sendable, Hashable, CustomStringConvertible {
  /// The kubeconfig context, or `in-cluster`.
  public var context: String
  /// The server's URL, without user information.
  public var server: String
  /// The operation, for example `GET /api/v1/nodes` or `exec in probe/bb-master[busybox]: ping -c 1 8.8.8.8`.
  public var operation: String

  /// Makes a context.
  public init(context: String, server: String, operation: String) {
    self.context = context
    self.server = server
    self.operation = operation
  }

  /// One line: operation, context, server.
  public var description: String { "\(operation) (context \(context), server \(server))" }
}
