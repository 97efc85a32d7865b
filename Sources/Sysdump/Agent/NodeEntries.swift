import Cilium
import Foundation

/// What an agent says of all nodes. What several agents say alike is kept once.
public struct NodeEntries: Sendable, RandomAccessCollection {
  /// One entry.
  public final class Shared: Sendable {
    /// The entry.
    public let entry: CiliumNodeEntry
    /// The Kubernetes node's name.
    public let nodeName: String

    init(_ entry: CiliumNodeEntry) {
      self.entry = entry
      nodeName = entry.nodeName
    }
  }

  private let shared: [Shared]

  init(_ entries: [CiliumNodeEntry]) { shared = entries.map(Shared.init) }

  /// Reads `node list -o json`.
  ///
  /// - Parameter known: What was read before.
  /// - Throws: `JSONCursor.Malformed` or `ParseError` for anything else, an empty list included.
  init(_ text: FileText, _ known: Interner<Shared>) throws {
    var cursor = JSONCursor(text.bytes)
    var shared: [Shared] = []
    try cursor.elements { cursor in
      let bytes = cursor.bytes[try cursor.skip()]
      shared.append(
        try known.value(of: bytes) {
          // As a list of one, which is what there is a reader for.
          let one = try NodeList.parse(json: Data("[".utf8) + Data(bytes) + Data("]".utf8))
          return Shared(try one.first.orThrow(JSONCursor.Malformed()))
        })
    }
    try cursor.end()
    guard !shared.isEmpty else { throw JSONCursor.Malformed() }
    self.shared = shared
  }

  /// Where the entries begin.
  public var startIndex: Int { 0 }
  /// Where they end.
  public var endIndex: Int { shared.count }
  /// One of them.
  public subscript(position: Int) -> CiliumNodeEntry { shared[position].entry }

  /// Those of some nodes.
  public func entries(of nodes: Set<String>) -> [CiliumNodeEntry] {
    shared.filter { nodes.contains($0.nodeName) }.map(\.entry)
  }

  /// The names of the nodes.
  public var nodeNames: some Sequence<String> { shared.lazy.map(\.nodeName) }
}

extension Optional {
  /// The value, or an error where there is none.
  func orThrow(_ error: @autoclosure () -> any Error) throws -> Wrapped {
    guard let self else { throw error() }
    return self
  }
}
