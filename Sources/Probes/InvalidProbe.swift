/// Why a probe cannot be handed to a pod's shell.
public struct InvalidProbe: Error, Hashable, Sendable, CustomStringConvertible {
  /// The probe's name.
  public let id: ProbeID
  /// What is wrong with it.
  public let reason: String

  /// One sentence for people.
  public var description: String { "probe “\(id)” cannot be run: \(reason)" }
}
