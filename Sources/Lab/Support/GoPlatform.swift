/// The machine as programs in Go name it: the lab's nodes, agents and API server tell what they run on.
enum GoPlatform {
  #if arch(arm64)
    static let architecture = "arm64"
  #else
    static let architecture = "amd64"
  #endif

  /// `linux/amd64`.
  static let name = "linux/\(architecture)"
}
