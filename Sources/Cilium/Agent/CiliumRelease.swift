/// A minor release of Cilium, such as 1.18: what rules and formats depend on.
public struct CiliumRelease: Hashable, Sendable {
  /// The first number.
  public let major: Int
  /// The second number.
  public let minor: Int

  /// Makes a release.
  public init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Reads `1.19.4`, `v1.18.0-pre.1`, `1.17`; nil for anything that does not begin with two numbers.
  public init?(_ text: String) {
    let digits = text.first == "v" ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1].prefix { $0.isNumber }), major >= 0
    else { return nil }
    self.init(major, minor)
  }

  /// The release whose source the rules were read from last; assumed of an agent that does not tell its own.
  public static let latest = CiliumRelease(1, 19)

  /// The releases whose rules and formats are known.
  public static let known = CiliumRelease(1, 14)...latest
}

extension CiliumRelease: Comparable {
  /// By major, then minor number.
  public static func < (left: Self, right: Self) -> Bool { (left.major, left.minor) < (right.major, right.minor) }
}

extension CiliumRelease: CustomStringConvertible {
  /// `major.minor`.
  public var description: String { "\(major).\(minor)" }
}

extension CiliumRelease: Codable {
  /// Reads `major.minor`.
  public init(from decoder: any Decoder) throws {
    self = try decodeText(from: decoder, as: "a Cilium release") { Self($0) }
  }

  /// Writes `major.minor`.
  public func encode(to encoder: any Encoder) throws { try encodeText(description, to: encoder) }
}
