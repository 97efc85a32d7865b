extension LabOverlay {
  /// Whether its nodes answer as tailscaled does: it has Tailscale's manners, or Tailscale's name alone, as in the guide's lab.
  var isTailscale: Bool { kind == .tailscale || kind == .wireguard && device.hasPrefix("tailscale") }
}
