extension KubernetesClient {
  /// Follows a collection. Ends only with an error or when the consumer stops.
  ///
  /// Without `fromVersion`, what exists now comes first, as `added` events. Ends and breaks of single connections are
  /// resumed from the last version seen (bookmarks keep it fresh); after a 410 the stream says `restarted` and begins
  /// anew.
  public func watch<T: Decodable & Sendable>(
    _ type: T.Type, _ resource: ResourcePath, labelSelector: String? = nil, fieldSelector: String? = nil,
    fromVersion: String? = nil
  ) -> AsyncThrowingStream<WatchEvent<T>, any Error> {
    fatalError("skeleton")
  }
}
