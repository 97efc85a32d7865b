import Foundation

/// Makes the folders that a container mounts, and the list of them that its set-up script reads.
struct MountPlan: Sendable {
  let paths: LabPaths
  let podUID: String

  /// Writes the list to `directory`/mounts: a line per folder with its source, its place and `rw` or `ro`.
  /// - Throws: when the lab's directory cannot be written.
  func write(_ container: ContainerSpecification, directory: String) throws {
    let lines = try container.mounts.map { mount in
      let source = try prepare(mount.source, volumeGroup: container.user?.volumeGroup)
      return "\(source)\t\(mount.path)\t\(mount.isReadOnly ? "ro" : "rw")\n"
    }
    try Data(lines.joined().utf8).write(to: URL(filePath: "\(directory)/mounts"))
  }

  /// The folder of a source, made if necessary.
  private func prepare(_ source: ContainerMount.Source, volumeGroup: Int?) throws -> String {
    switch source {
    case .emptyDirectory(let name):
      // As a kubelet makes them: everybody may write.
      return try folder("\(paths.containers)/\(podUID)/volumes/\(name)", mode: 0o777)
    case .persistentVolume(let uid):
      // Root's, unless the pod has an fsGroup: then that group's (Kubernetes: "Configure a Security Context").
      let path = try folder("\(paths.volumes)/\(uid)", mode: 0o755)
      if let volumeGroup {
        guard chown(path, 0, gid_t(volumeGroup)) == 0, chmod(path, 0o2775) == 0 else {
          throw LabError("cannot give the volume \(uid) to group \(volumeGroup): \(String(cString: strerror(errno)))")
        }
      }
      return path
    case .hostPath(let node, let path):
      let folder = paths.host(node) + path
      guard FileManager.default.fileExists(atPath: folder) else {
        throw LabError("hostPath type check failed: \(path) is not a directory")
      }
      return folder
    case .files(let name, let files):
      let path = try folder("\(paths.containers)/\(podUID)/volumes/\(name)", mode: 0o755)
      for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)")) }
      return path
    }
  }

  private func folder(_ path: String, mode: mode_t) throws -> String {
    guard !FileManager.default.fileExists(atPath: path) else { return path }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    // The umask has no say here.
    guard chmod(path, mode) == 0 else { throw LabError("cannot set the mode of \(path)") }
    return path
  }
}
