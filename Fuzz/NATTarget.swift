// libFuzzer's target for the readers of large tables: NAT and connection tracking.
import Foundation

@testable import Cilium

/// Both forms of the NAT table, and the connection tracking table, which is read by the same loop.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNAT(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let data = Data(UnsafeBufferPointer(start: start, count: count))
  if data.first == UInt8(ascii: "[") { _ = try? NATTable.parse(json: data) }
  let text = String(decoding: data, as: UTF8.self)
  if let table = try? NATTable.parse(text: text) {
    for entry in table.entries {
      _ = table.reverse(of: entry)
      // What a report quotes is what was read; it leaves out the age and the flags, without which no line is whole.
      let line = "\(entry) Created=1sec ago NeedsCT=0"
      precondition(NATEntry(line: line).map { "\($0)" } == "\(entry)", "an entry reads back: \(entry)")
    }
  }
  _ = try? ConntrackTable.parse(text: text)
  cutAnywhere(data)
  return 0
}

/// However the bytes are cut, the same entries come in the same order, and the same lines are counted as unknown.
private func cutAnywhere(_ data: Data) {
  func read(pieces: Int) -> (entries: [NATEntry], unknown: Int) {
    var reader = NATTextReader()
    var entries: [NATEntry] = []
    data.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: pieces) {
        let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + pieces, bytes.count)])
        reader.read(piece) { entries.append($0.entry) }
      }
    }
    try? reader.finish { entries.append($0.entry) }
    return (entries, reader.tally.unknown)
  }
  let whole = read(pieces: max(data.count, 1))
  let cut = read(pieces: 7 + Int(data.first ?? 0))
  precondition(whole == cut, "a cut changes nothing")
}
