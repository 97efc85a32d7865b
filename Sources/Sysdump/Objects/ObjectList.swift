import Archives
import Foundation
import Kubernetes

/// A list of Kubernetes objects in a file: YAML as `kubectl get -o yaml` writes it, or JSON.
struct ObjectList {
  private let file: ArchiveFile

  init(_ file: ArchiveFile) { self.file = file }

  /// Decodes the items that contain one of some texts; all without any.
  ///
  /// YAML is read slowly: only items of interest, each for itself, on all cores.
  ///
  /// - Parameter unwanted: Fields of which nothing is made.
  func decode<Object: Decodable & Sendable>(
    _ type: Object.Type, containing texts: [String] = [], leaving unwanted: UnwantedFields = .standard
  ) -> Reading<[Object]> {
    let reference = FileReference(path: file.entry.path, modified: file.entry.modified)
    guard !file.data.isEmpty else { return .failed("the file is empty", reference) }
    // The last item of a file that breaks off may be half an object.
    guard !file.isCut else { return .failed("the file is cut, and what is missing is not known", reference) }
    let data = ByteText.plain(file.data)
    do {
      if data.first(where: { !ByteText.isSpace($0) }) == UInt8(ascii: "{") {
        return .read(try JSONDecoder().decode(Items<Object>.self, from: data).items ?? [], reference)
      }
      guard let items = ObjectItems(data) else {
        return .failed("it has no list of items: torn, or no list of objects", reference)
      }
      guard Self.hasEnd(data, isEmpty: items.count == 0) else {
        return .failed("it breaks off: after its items nothing follows", reference)
      }
      let objects = Array(0..<items.count).parallelMap { index -> Result<Object?, any Error> in
        Result {
          guard texts.isEmpty || items.item(index, hasOneOf: texts) else { return nil }
          return try YAMLObject.decode(Object.self, items.document(index, leaving: unwanted))
        }
      }
      return .read(try objects.compactMap { try $0.get() }, reference)
    } catch {
      return .failed("it cannot be read: \(Self.words(error))", reference)
    }
  }

  private struct Items<Object: Decodable>: Decodable { var items: [Object]? }

  /// Whether something follows the items: kubectl and cilium-cli write a list's fields by name, the kind after the items.
  private static func hasEnd(_ data: Data, isEmpty: Bool) -> Bool {
    if isEmpty, !String(decoding: data.suffix(64), as: UTF8.self)[...].trimmed.hasSuffix("items:") { return true }
    return data.withUnsafeBytes { ByteText.starts($0, with: "kind:") || ByteText.contains($0, "\nkind:") }
  }

  /// Without the excerpts of the document that Yams adds.
  private static func words(_ error: any Error) -> String {
    String("\(error)".split(whereSeparator: \.isNewline).first ?? "").prefix(200).description
  }
}
