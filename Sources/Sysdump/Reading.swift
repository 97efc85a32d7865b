import Foundation

/// Where in an archive something was read.
public struct FileReference: Sendable, Hashable, Codable {
  /// The path within the archive.
  public var path: String
  /// The line, counted from 1, where one tells it.
  public var line: Int?
  /// When the file was written, as the archive says.
  public var modified: Date?
  /// What stands there, cut short.
  public var excerpt: String

  /// How many characters of a line are kept.
  static let longestExcerpt = 400

  /// Makes a reference; the excerpt is cut to 400 characters.
  public init(path: String, line: Int? = nil, modified: Date? = nil, excerpt: some StringProtocol) {
    self.path = path
    self.line = line
    self.modified = modified
    self.excerpt = String(excerpt.prefix(Self.longestExcerpt))
  }

  /// Makes a reference to a file as a whole.
  public init(path: String, modified: Date? = nil) { self.init(path: path, modified: modified, excerpt: "") }

  /// `PATH:LINE`, or the path.
  public var place: String { line.map { "\(path):\($0)" } ?? path }
}

/// What an archive says of one thing.
public enum Reading<Value: Sendable>: Sendable {
  /// No file of the archive is about it.
  case absent
  /// The file that is about it could not be read: empty, torn, or the text of an error.
  case failed(String, FileReference)
  /// It was read.
  case read(Value, FileReference)

  /// What was read.
  public var value: Value? { if case .read(let value, _) = self { value } else { nil } }

  /// The file, where there is one.
  public var reference: FileReference? {
    switch self {
    case .absent: nil
    case .failed(_, let reference), .read(_, let reference): reference
    }
  }

  /// Why nothing is known, with the file; `nil` where something is.
  ///
  /// - Parameter what: What the file would be about.
  public func problem(_ what: String) -> String? {
    switch self {
    case .read: nil
    case .absent: "the archive has no \(what)"
    case .failed(let reason, let reference): "\(reference.path): \(reason)"
    }
  }

  /// Why the file that is there could not be read; `nil` where it was, or where there is none.
  public var damage: String? {
    if case .failed(let reason, let reference) = self { "\(reference.path): \(reason)" } else { nil }
  }

  /// The same, or why it is not to be believed.
  ///
  /// - Parameter trouble: Why a file is not to be believed; `nil` for one that is.
  func unless(_ trouble: (FileReference) -> String?) -> Reading {
    guard case .read(_, let reference) = self, let reason = trouble(reference) else { return self }
    return .failed(reason, reference)
  }

  /// The first of two that was read; else the one that says more about why not.
  public func or(_ other: @autoclosure () -> Reading) -> Reading {
    switch self {
    case .read: return self
    case .absent: return other()
    case .failed:
      let other = other()
      if case .read = other { return other }
      return self
    }
  }

  /// The same of something else that the same file would tell; what was read is none of it.
  public func withoutValue<Other>() -> Reading<Other> {
    switch self {
    case .absent: .absent
    case .failed(let reason, let reference): .failed(reason, reference)
    case .read(_, let reference): .failed("it does not tell that", reference)
    }
  }

  /// The same about what is made of the value.
  public func map<Other>(_ make: (Value) -> Other) -> Reading<Other> {
    switch self {
    case .absent: .absent
    case .failed(let reason, let reference): .failed(reason, reference)
    case .read(let value, let reference): .read(make(value), reference)
    }
  }
}

extension Reading: Equatable where Value: Equatable {}
extension Reading: Hashable where Value: Hashable {}
