import Kubernetes

/// Asks the API server whether the own user may do what a run does (SelfSubjectAccessReview). Creates nothing.
struct PermissionReview: Sendable {
  let client: KubernetesClient

  /// Those of the permissions that the user does not have, in order.
  func missing(of permissions: [RunPermission]) async throws -> [RunPermission] {
    try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
      for (index, permission) in permissions.enumerated() {
        group.addTask {
          let question = SelfSubjectAccessReview(spec: .init(resourceAttributes: permission.attributes))
          let answer = try await client.create(
            question, at: .selfSubjectAccessReviews, as: SelfSubjectAccessReview.self)
          return (index, answer.status?.allowed == true)
        }
      }
      let denied = try await group.reduce(into: [Int]()) { if !$1.1 { $0.append($1.0) } }
      return denied.sorted().map { permissions[$0] }
    }
  }
}
