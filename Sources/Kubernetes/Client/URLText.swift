import Foundation

/// Percent-encoding for paths and queries.
enum URLText {
  /// RFC 3986 "unreserved": the only characters that mean the same in every part of a URL.
  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  /// Encodes everything but unreserved characters.
  static func encode(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? text
  }

  /// Writes a query with its question mark, or nothing when there are no items. Order and repetition are kept:
  /// `pods/exec` takes its argument vector as repeated `command` items.
  static func query(_ items: [(String, String)]) -> String {
    items.isEmpty ? "" : "?" + items.map { encode($0.0) + "=" + encode($0.1) }.joined(separator: "&")
  }
}
