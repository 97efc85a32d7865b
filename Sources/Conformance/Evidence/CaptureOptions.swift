/// How packets are captured on the nodes while probes are sent.
public struct CaptureOptions: Sendable, Hashable {
  /// An image with a shell, `timeout` and tcpdump 4.99 or newer (which tells the device of every packet).
  public var image: String
  /// The most packets per node and measurement; a capture that reaches it proves no absence.
  public var maximumPackets: Int
  /// How much of each packet is kept, in bytes.
  public var snapshotLength: Int

  /// A public image that has what is needed.
  public static let defaultImage = "docker.io/nicolaka/netshoot:v0.13"

  /// Makes options.
  public init(image: String = CaptureOptions.defaultImage, maximumPackets: Int = 20_000, snapshotLength: Int = 256) {
    self.image = image
    self.maximumPackets = maximumPackets
    self.snapshotLength = snapshotLength
  }
}
