extension KubernetesClient {
  /// Whether the server has a resource: custom ones exist only where their definition was installed.
  ///
  /// Asks discovery, which every authenticated user may read (ClusterRole `system:discovery`).
  public func hasResource(group: String, version: String, plural: String) async throws -> Bool {
    let path = "/apis/\(URLText.encode(group))/\(URLText.encode(version))"
    do {
      let list = try await send("GET", path) { [self] in try decode(APIResourceList.self, $0, of: "GET \(path)") }
      return list.resources.contains { $0.name == plural }
    } catch KubernetesError.notFound {
      return false
    }
  }

  private struct APIResourceList: Decodable {
    struct Resource: Decodable { var name: String }
    var resources: [Resource]
  }
}
