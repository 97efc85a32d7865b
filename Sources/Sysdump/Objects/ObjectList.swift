import Archives
import Foundation
import Kubernetes
import Yams

/// A list of Kubernetes objects in a file: YAML as `kubectl get -o yaml` writes it, or JSON.
///
/// A large cluster's list of pods does not fit into memory as a tree of YAML: the items are told apart by their
/// indentation, and only those of interest are decoded, each for itself.
struct ObjectList {
  private let file: ArchiveFile

  init(_ file: ArchiveFile) { self.file = file }

  /// Decodes the items that contain one of some texts; all without any.
  ///
  /// YAML is read slowly: items on all cores.
  func decode<Object: Decodable & Sendable>(_ type: Object.Type, containing texts: [String] = []) -> Reading<[Object]> {
    let reference = FileReference(path: file.entry.path, modified: file.entry.modified)
    guard !file.data.isEmpty else { return .failed("the file is empty", reference) }
    let text = String(decoding: file.data, as: UTF8.self)
    do {
      var objects: [Object] = []
      if text.first(where: { !$0.isWhitespace }) == "{" {
        objects = try JSONDecoder().decode(Items<Object>.self, from: file.data).items ?? []
      } else {
        let items = Self.items(of: text)
        guard let items else { return .failed("it has no list of items: torn, or no list of objects", reference) }
        // kubectl and cilium-cli write a list's fields by name, the kind after the items.
        let isSaidEmpty = items.isEmpty && !text[...].trimmed.hasSuffix("items:")
        guard isSaidEmpty || text.hasPrefix("kind:") || text.contains("\nkind:") else {
          return .failed("it breaks off: after its items nothing follows", reference)
        }
        // The last one of a file that breaks off may be half an object.
        let wanted = (file.isCut ? items.dropLast() : items[...]).filter { item in
          texts.isEmpty || texts.contains(where: item.contains)
        }
        objects = try wanted.parallelMap { item in
          Result { try YAMLDecoder().decode(Object.self, from: item) }
        }.map { try $0.get() }
      }
      return file.isCut
        ? .failed("the file is cut, and what is missing is not known", reference) : .read(objects, reference)
    } catch {
      return .failed("it cannot be read: \(Self.words(error))", reference)
    }
  }

  private struct Items<Object: Decodable>: Decodable { var items: [Object]? }

  /// Without the excerpts of the document that Yams adds.
  private static func words(_ error: any Error) -> String {
    String("\(error)".split(whereSeparator: \.isNewline).first ?? "").prefix(200).description
  }

  /// The items as documents of their own; `nil` where there is no list.
  ///
  /// What belongs to an item is indented deeper than its hyphen, texts over several lines included (YAML 1.2, 8.2.1).
  static func items(of text: String) -> [String]? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.hasPrefix("items:") }) else { return nil }
    let rest = lines[start].dropFirst("items:".count).trimmed
    if rest == "[]" || rest == "null" || rest == "~" { return [] }
    guard rest.isEmpty else { return nil }
    var items: [[Substring]] = []
    var indent: Int?
    for line in lines[(start + 1)...] {
      let depth = line.prefix { $0 == " " }.count
      let isItem = line.dropFirst(depth).hasPrefix("- ")
      if indent == nil {
        guard isItem else {
          if line.allSatisfy(\.isWhitespace) { continue }
          // `items:` without anything, as some writers leave it.
          break
        }
        indent = depth
      }
      if isItem, depth == indent {
        items.append([Substring(String(repeating: " ", count: depth + 2) + line.dropFirst(depth + 2))])
      } else if line.isEmpty || depth > (indent ?? 0) {
        items[items.count - 1].append(line)
      } else {
        break
      }
    }
    return items.map { $0.joined(separator: "\n") }
  }
}
