/// A release of Cilium, such as 1.18.2: what rules and formats depend on.
///
/// Most rules change with the minor release; some were mended in a patch release. A development build (`1.18.0-dev`)
/// counts as the release whose number it bears, before its patches.
public struct CiliumRelease: Hashable, Sendable {
  /// The first number.
  public let major: Int
  /// The second number.
  public let minor: Int
  /// The third number.
  public let patch: Int

  /// Makes a release.
  public init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads `1.19.4`, `v1.18.0-pre.1`, `1.17`; nil for anything that does not begin with two numbers.
  public init?(_ text: String) {
    let digits = text.first == "v" ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1].prefix { $0.isNumber }), major >= 0
    else { return nil }
    self.init(major, minor, parts.count > 2 ? Int(parts[2].prefix { $0.isNumber }) ?? 0 : 0)
  }

  /// The minor release, without its patches: what formats and most rules depend on.
  public var minorRelease: CiliumRelease { CiliumRelease(major, minor) }

  /// The minor release that is assumed of an agent that does not tell its own: the last of which a real cluster confirmed
  /// the rules.
  public static let latest = CiliumRelease(1, 19)

  /// The minor releases whose rules and formats are known.
  public static let known = CiliumRelease(1, 14)...CiliumRelease(1, 20)

  /// Whether the rules and formats of the release are known.
  public var isKnown: Bool { Self.known.contains(minorRelease) }
}

extension CiliumRelease: Comparable {
  /// By major, minor, then patch number.
  public static func < (left: Self, right: Self) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}

extension CiliumRelease: CustomStringConvertible {
  /// `major.minor`, with the patch where there is one: `1.18`, `1.18.2`.
  public var description: String { patch == 0 ? "\(major).\(minor)" : "\(major).\(minor).\(patch)" }
}

extension CiliumRelease: Codable {
  /// Reads what ``description`` writes.
  public init(from decoder: any Decoder) throws {
    self = try decodeText(from: decoder, as: "a Cilium release") { Self($0) }
  }

  /// Writes ``description``.
  public func encode(to encoder: any Encoder) throws { try encodeText(description, to: encoder) }
}
