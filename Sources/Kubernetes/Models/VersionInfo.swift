/// The answer of `/version`.
public struct VersionInfo: Codable, Sendable, Hashable {
  /// For example `1`.
  public var major: String
  /// For example `36`; some vendors append `+`.
  public var minor: String
  /// For example `v1.36.2`.
  public var gitVersion: String
  /// The commit that was built.
  public var gitCommit: String?
  /// When it was built.
  public var buildDate: String?
  /// The compiler.
  public var goVersion: String?
  /// For example `linux/amd64`.
  public var platform: String?

  /// Makes the object from its fields; what is not given stays out of the JSON.
  public init(
    major: String, minor: String, gitVersion: String, gitCommit: String? = nil, buildDate: String? = nil,
    goVersion: String? = nil, platform: String? = nil
  ) {
    self.major = major
    self.minor = minor
    self.gitVersion = gitVersion
    self.gitCommit = gitCommit
    self.buildDate = buildDate
    self.goVersion = goVersion
    self.platform = platform
  }
}
