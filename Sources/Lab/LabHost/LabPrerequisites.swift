import Foundation

/// What a machine needs for the lab.
public enum LabPrerequisites {
  /// Throws `LabError` that says what is missing and how to get it.
  public static func check() throws {
    guard geteuid() == 0 else {
      throw LabError("the lab needs root, to make network namespaces; this is user \(geteuid()). Run it with sudo.")
    }
    let missing = HostTools.missing()
    guard missing.isEmpty else {
      throw LabError(
        "the lab needs programs that this machine lacks: \(missing.joined(separator: ", ")); "
          + HostTools.advice(for: missing))
    }
  }
}
