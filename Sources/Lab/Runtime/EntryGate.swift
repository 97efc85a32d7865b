import Foundation

/// Passes the output of a command that is executed in a container on, but for a complaint of the program that enters
/// the container for it: that is held back until it is known whether there still was a container.
actor EntryGate {
  private let output: ContainerExec.Output
  private var held: [ExecChunk] = []
  private var isOpen = false

  init(_ output: @escaping ContainerExec.Output) { self.output = output }

  /// Whether nothing but a complaint has come.
  var holdsComplaint: Bool { !isOpen && !held.isEmpty }

  /// Whether the complaint is that a process has no namespaces or files any more: it loses them on its way out, before
  /// it counts as ended.
  func complains(of process: Int32) -> Bool {
    let said = held.reduce(into: Data()) { text, chunk in
      if case .stderr(let data) = chunk { text += data }
    }
    return holdsComplaint && String(decoding: said, as: UTF8.self).contains("/proc/\(process)/")
  }

  func pass(_ chunk: ExecChunk) async {
    if !isOpen, Self.isComplaint(chunk) {
      held.append(chunk)
      return
    }
    await open()
    await output(chunk)
  }

  /// Lets through what is held back, and all that follows.
  func open() async {
    isOpen = true
    let waiting = held
    held = []
    for chunk in waiting { await output(chunk) }
  }

  /// nsenter names itself; it says nothing once the command has taken its place.
  private static func isComplaint(_ chunk: ExecChunk) -> Bool {
    guard case .stderr(let data) = chunk else { return false }
    return data.starts(with: Data("nsenter: ".utf8))
  }
}
