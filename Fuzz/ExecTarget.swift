// libFuzzer's target for exec sessions: the answer to the upgrade, then the channels' demultiplexer.
import Foundation

@testable import Kubernetes

/// What a server sends, as the recorded sessions hold it: an HTTP head, then unmasked frames (RFC 6455 section 5.2).
/// Without a head the first byte chooses the session's options, so that frames are reached without one.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzExec(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Data(UnsafeBufferPointer(start: start, count: count))
  if bytes.starts(with: Data("HTTP/".utf8)) {
    let outcome = upgrade(bytes, cutAt: count)
    precondition(outcome == upgrade(bytes, cutAt: count / 2), "a cut does not change the answer")
    guard case .upgraded(let head, let rest) = outcome else { return 0 }
    let version = ExecProtocol(rawValue: head.headers["sec-websocket-protocol"] ?? "") ?? .version5
    replay(rest[...], ExecSession(version: version))
  } else if let choice = bytes.first {
    let version: ExecProtocol = choice & 1 == 0 ? .version5 : .version4
    replay(bytes.dropFirst(), ExecSession(version: version, holdsOutput: choice & 2 == 0))
  }
  return 0
}

/// What the parser makes of an answer that comes in two pieces, with all that follows an upgrade.
private func upgrade(_ bytes: Data, cutAt cut: Int) -> UpgradeResponseParser.Outcome {
  var parser = UpgradeResponseParser()
  var rest = bytes.dropFirst(cut)
  var outcome = parser.receive(Data(bytes.prefix(cut)))
  if outcome == .needsMore, !rest.isEmpty {
    outcome = parser.receive(Data(rest))
    rest = Data()
  }
  if outcome == .needsMore { outcome = parser.end() }
  if case .upgraded(let head, let some) = outcome { return .upgraded(head, rest: some + rest) }
  return outcome
}

private func replay(_ bytes: Data.SubSequence, _ start: ExecSession) {
  var session = start
  var rest = bytes
  var finished = 0
  var output = 0
  func take(_ actions: [ExecSession.Action]) {
    for action in actions {
      precondition(finished == 0, "nothing follows the last action")
      switch action {
      case .finish: finished += 1
      case .output(_, let data): output += data.count
      case .send: break
      }
    }
  }
  take(session.open())
  while finished == 0, let frame = nextFrame(&rest) { take(session.receive(frame)) }
  if finished == 0 {
    let hadStatus = session.status != nil
    let last = session.disconnected("end of input")
    if case .finish(.success)? = last.last { precondition(hadStatus, "without a status there is no success") }
    take(last)
  }
  precondition(finished == 1, "a session ends once")
  precondition(output <= bytes.count, "there is no more output than input")
}

/// A frame of up to 65535 bytes; one that is cut off has what is left.
private func nextFrame(_ rest: inout Data.SubSequence) -> ExecFrame? {
  guard let head = rest.popFirst(), let short = rest.popFirst().map({ Int($0 & 0x7F) }) else { return nil }
  var length = short
  if short >= 126 {
    guard let high = rest.popFirst(), let low = rest.popFirst() else { return nil }
    length = Int(high) << 8 | Int(low)
  }
  let payload = Data(rest.prefix(length))
  rest = rest.dropFirst(length)
  guard let opcode = ExecFrame.Opcode(rawValue: head & 0xF) else { return nil }
  return ExecFrame(opcode: opcode, isFinal: head & 0x80 != 0, payload: payload)
}
