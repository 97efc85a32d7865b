/// How Tailscale itself is asked on the nodes how its packets go: by tailscaled's socket, which the operator grants.
public struct TailscaleSocketOptions: Sendable, Hashable {
  /// An image with a shell and a program that speaks to unix sockets: curl, socat, or a busybox whose `nc` has `local:`.
  public var image: String

  /// The folder of the nodes that tailscaled's socket is in (`paths/paths.go`, DefaultTailscaledSocket).
  public static let directory = "/var/run/tailscale"

  /// Makes options.
  public init(image: String = CaptureOptions.defaultImage) { self.image = image }
}
