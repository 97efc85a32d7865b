import Foundation

extension APIFacade {
  /// `GET …?watch=1`: one JSON line per event.
  func watch(_ request: APIRequest, _ target: ResourceTarget) throws(APIStatus) -> APIResponse {
    let representation = try Representation(accept: request.headers["accept"])
    let filter = try filter(request, target)
    let timeout =
      try request.number("timeoutSeconds").map { Duration.seconds(min(max($0, 0), 86_400)) } ?? .seconds(2400)
    let bookmarks = request.flag("allowWatchBookmarks")
    let (initial, changes): ([JSONValue], AsyncStream<StoreChange>)
    let text = request.parameter("resourceVersion") ?? ""
    var initialRevision: UInt64?
    do throws(APIStatus) {
      if text.isEmpty || text == "0" || request.flag("sendInitialEvents") {
        let snapshot = store.snapshot(filter)
        initial = snapshot.objects
        initialRevision = snapshot.revision
        changes = try store.changes(after: snapshot.revision)
      } else {
        guard let revision = UInt64(text) else {
          throw APIStatus.badRequest("invalid resource version \"\(text)\"")
        }
        initial = []
        changes = try store.changes(after: revision)
      }
    } catch  where error.code == 410 {
      let line = WatchEvent(type: .error, object: error.json).json.serialized + "\n"
      return .stream(contentType: "application/json") { writer in try await writer.write(Data(line.utf8)) }
    }
    let session = WatchSession(
      facade: self, request: request, type: target.type, filter: filter, representation: representation,
      bookmarks: bookmarks, initialBookmark: request.flag("sendInitialEvents") ? initialRevision : nil)
    return .stream(contentType: "application/json") { writer in
      try await session.run(initial: initial, changes: changes, timeout: timeout, writer: writer)
    }
  }
}

/// One running watch.
struct WatchSession: Sendable {
  let facade: APIFacade
  let request: APIRequest
  let type: ResourceType
  let filter: ObjectFilter
  let representation: Representation
  let bookmarks: Bool
  /// The revision of the bookmark that ends the initial events, when the client asked for it.
  let initialBookmark: UInt64?

  /// Between bookmarks; a real server sends one a minute.
  private static let bookmarkInterval = Duration.seconds(60)

  private enum Step: Sendable {
    case change(StoreChange)
    case bookmark
  }

  func run(
    initial: [JSONValue], changes: AsyncStream<StoreChange>, timeout: Duration, writer: any APIStreamWriter
  ) async throws {
    for object in initial {
      try await send(WatchEvent(type: .added, object: object), to: writer)
    }
    if let initialBookmark {
      try await sendBookmark(revision: initialBookmark, initialEnd: true, to: writer)
    }
    let (steps, feed) = AsyncStream.makeStream(of: Step.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for await change in changes { feed.yield(.change(change)) }
      }
      group.addTask {
        try? await Task.sleep(for: timeout)
        feed.finish()
      }
      if bookmarks {
        group.addTask {
          while !Task.isCancelled {
            try await Task.sleep(for: Self.bookmarkInterval)
            feed.yield(.bookmark)
          }
        }
      }
      defer { group.cancelAll() }
      for await step in steps {
        switch step {
        case .change(let change):
          if let event = filter.event(for: change) { try await send(event, to: writer) }
        case .bookmark: try await sendBookmark(revision: facade.store.revision, to: writer)
        }
      }
      if bookmarks, !Task.isCancelled { try await sendBookmark(revision: facade.store.revision, to: writer) }
    }
  }

  private func send(_ event: WatchEvent, to writer: any APIStreamWriter) async throws {
    var event = event
    event.object = facade.represent(event.object, as: representation, type, request)
    try await writer.write(Data((event.json.serialized + "\n").utf8))
  }

  private func sendBookmark(revision: UInt64, initialEnd: Bool = false, to writer: any APIStreamWriter) async throws {
    var object: JSONValue = [
      "kind": .string(type.kind), "apiVersion": .string(type.apiVersion),
      "metadata": ["resourceVersion": .string(String(revision))],
    ]
    if initialEnd { object["metadata"]["annotations"]["k8s.io/initial-events-end"] = "true" }
    if representation == .table {
      object = type.printer.table(of: [], metadata: object["metadata"], at: facade.now())
    }
    let event = WatchEvent(type: .bookmark, object: object)
    try await writer.write(Data((event.json.serialized + "\n").utf8))
  }
}
