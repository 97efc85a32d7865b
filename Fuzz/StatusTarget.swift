// libFuzzer's target for what an agent says of itself, in all of its forms.
import Foundation

@testable import Cilium

/// Every such reader on the same bytes: none may crash, and what it refuses must be an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzStatus(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let data = Data(UnsafeBufferPointer(start: start, count: count))
  if [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(data.first ?? 0) {
    _ = try? AgentStatus.parse(json: data)
    _ = try? HealthStatus.parse(json: data)
    _ = try? AgentConfiguration.parse(json: data)
    _ = try? NodeList.parse(json: data)
    _ = try? EndpointList.parse(json: data)
    _ = try? MetricsList.parse(json: data)
    return 0
  }
  let text = String(decoding: data, as: UTF8.self)
  _ = try? AgentStatus.MasqueradingLine.parse(statusText: text)
  _ = try? StatusText.parse(text)
  _ = try? AgentVersion.parse(text)
  _ = try? NodeList.parse(text: text)
  _ = try? EndpointList.parse(text: text)
  _ = try? MetricsList.parse(text: text)
  _ = try? DeviceTable.parse(text)
  _ = try? RouteTable.parse(text)
  _ = try? NodeAddressTable.parse(text)
  _ = try? MTUTable.parse(text)
  return 0
}
