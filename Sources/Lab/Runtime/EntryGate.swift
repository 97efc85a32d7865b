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
    holdsComplaint && String(decoding: heldText, as: UTF8.self).contains("/proc/\(process)/")
  }

  private var heldText: Data {
    held.reduce(into: Data()) { text, chunk in
      if case .stderr(let data) = chunk { text += data }
    }
  }

  func pass(_ chunk: ExecChunk) async {
    if !isOpen, case .stderr(let data) = chunk, Self.isComplaint(heldText + data) {
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

  /// nsenter names itself; it says nothing once the command has taken its place. glibc writes an error's name, text and
  /// reason one after the other (`err`, standard error has no buffer), so that they come in several pieces.
  private static func isComplaint(_ text: Data) -> Bool {
    let name = Data("nsenter: ".utf8)
    return text.starts(with: name) || name.starts(with: text)
  }
}
