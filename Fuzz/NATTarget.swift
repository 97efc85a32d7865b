// libFuzzer's target for the NAT table's readers; compiled together with Sources/Cilium.
import Foundation

/// Both forms of the table.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNAT(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let data = Data(UnsafeBufferPointer(start: start, count: count))
  if data.first == UInt8(ascii: "[") { _ = try? NATTable.parse(json: data) }
  let text = String(decoding: data, as: UTF8.self)
  guard let table = try? NATTable.parse(text: text) else { return 0 }
  for entry in table.entries {
    _ = table.reverse(of: entry)
    // What a report quotes is what was read; it leaves out the age and the flags, without which no line is whole.
    let line = "\(entry) Created=1sec ago NeedsCT=0"
    precondition(NATEntry(line: line).map { "\($0)" } == "\(entry)", "an entry reads back: \(entry)")
  }
  return 0
}
