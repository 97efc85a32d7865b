// libFuzzer's target for what overlays say of their peers.
import Foundation

@testable import Cilium
@testable import Tailnet

/// Every such reader on the same bytes: none may crash, and what it refuses must be an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTailnet(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let data = Data(UnsafeBufferPointer(start: start, count: count))
  _ = try? TailscaleStatus.parse(json: data)
  let text = String(decoding: data, as: UTF8.self)
  _ = try? TailscaleCounters.parse(text)
  _ = try? WireGuardPeer.listing(text, now: 1_795_248_000)
  _ = try? WireGuardDump.parse(text, device: "wg0", now: .min)
  _ = UDPEndpoint(text)
  return 0
}
