/// A list of objects, all pages put together.
public struct ResourceList<Item: Decodable & Sendable>: Decodable, Sendable {
  /// The list's metadata; its `resourceVersion` is where a watch goes on.
  public var metadata: ListMeta
  /// The objects.
  public var items: [Item]

  /// Makes a list.
  public init(metadata: ListMeta = .init(), items: [Item]) {
    self.metadata = metadata
    self.items = items
  }

  private enum CodingKeys: String, CodingKey { case metadata, items }

  /// Reads a list; `items: null`, as Go writes an empty list, is an empty list.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    metadata = try container.decodeIfPresent(ListMeta.self, forKey: .metadata) ?? .init()
    items = try container.decodeIfPresent([Item].self, forKey: .items) ?? []
  }
}

extension ResourceList: Encodable where Item: Encodable {}
