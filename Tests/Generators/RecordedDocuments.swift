import Foundation

/// The records of real clusters in the repository, as documents.
public enum RecordedDocuments {
  private static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../ConformanceTests/Fixtures/RealCluster").standardized
  }

  /// All of them below a size, in the order of their paths. What proves verdicts is left out: it is most of a record, and
  /// nothing is judged by it.
  ///
  /// - Parameter limit: Bytes of the file.
  public static func all(below limit: Int) throws -> [JSONValue] {
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return try paths.filter { $0.hasSuffix(".json") }.sorted().compactMap { path in
      let data = try Data(contentsOf: folder.appending(path: path))
      guard data.count <= limit else { return nil }
      return try JSONDecoder().decode(JSONValue.self, from: data)
    }
  }
}
