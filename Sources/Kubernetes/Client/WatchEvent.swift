/// A change seen by a watch. Bookmarks and expired versions are dealt with inside the stream.
public enum WatchEvent<Object: Decodable & Sendable>: Sendable {
  /// The object came into being, or was there when the watch began (again).
  case added(Object)
  /// The object changed.
  case modified(Object)
  /// The object was deleted; this is its last state.
  case deleted(Object)
  /// The server forgot the version that the watch had come to (410). What follows are `added` events of everything that
  /// exists now: whoever keeps a copy must empty it first.
  case restarted

  /// The object, if the event has one.
  public var object: Object? {
    switch self {
    case .added(let object), .modified(let object), .deleted(let object): object
    case .restarted: nil
    }
  }
}

extension WatchEvent: Equatable where Object: Equatable {}
