/// Paths within archives. Nothing is written to the disk by them; but a file must not be taken for another either.
enum ArchivePath {
  /// The path without empty parts and dots; `nil` for one that is absolute or leads out of the archive.
  static func normal(_ raw: String) -> String? {
    // Windows packs with backslashes now and then; no file of Cilium's has one in its name.
    let parts = raw.replacing("\\", with: "/").split(separator: "/", omittingEmptySubsequences: false)
    guard parts.first != "" || parts.count == 1, !parts.contains("..") else { return nil }
    let kept = parts.filter { !$0.isEmpty && $0 != "." }
    return kept.isEmpty ? nil : kept.joined(separator: "/")
  }
}
