// libFuzzer's target for the exec channels' demultiplexer; compiled together with what it needs of Sources/Kubernetes.
import Foundation

/// Bytes make frames: one for opcode and flags, one for the length, then the payload.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzExec(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var rest = Array(UnsafeBufferPointer(start: start, count: count))[...]
  let choice = rest.popFirst() ?? 0
  var session = ExecSession(version: choice & 1 == 0 ? .version5 : .version4, holdsOutput: choice & 2 == 0)
  var finished = 0
  var output = 0
  func take(_ actions: [ExecSession.Action]) {
    for action in actions {
      precondition(finished == 0, "nothing follows the last action")
      switch action {
      case .finish(.success): finished += 1
      case .finish(.failure): finished += 1
      case .output(_, let data): output += data.count
      case .send: break
      }
    }
  }
  take(session.open())
  while finished == 0, let head = rest.popFirst() {
    let length = Int(rest.popFirst() ?? 0)
    let payload = Data(rest.prefix(length))
    rest = rest.dropFirst(length)
    guard let opcode = ExecFrame.Opcode(rawValue: head & 0xF) else { continue }
    take(session.receive(ExecFrame(opcode: opcode, isFinal: head & 0x80 != 0, payload: payload)))
  }
  if finished == 0 {
    let hadStatus = session.status != nil
    for action in session.disconnected("end of input") {
      if case .finish(let result) = action {
        finished += 1
        if case .success = result { precondition(hadStatus, "without a status there is no success") }
      }
    }
  }
  precondition(finished == 1, "a session ends once")
  precondition(output <= count, "there is no more output than input")
  return 0
}
