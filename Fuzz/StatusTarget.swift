// libFuzzer's target for the agent's status, in both of its forms; compiled together with Sources/Cilium.
import Foundation

/// Every reader of what an agent says of itself, on the same bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzStatus(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let data = Data(UnsafeBufferPointer(start: start, count: count))
  _ = try? AgentStatus.parse(json: data)
  _ = try? HealthStatus.parse(json: data)
  let text = String(decoding: data, as: UTF8.self)
  _ = try? MasqueradingLine.parse(statusText: text)
  _ = try? DeviceTable.parse(text)
  _ = try? RouteTable.parse(text)
  return 0
}
