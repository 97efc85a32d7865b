// libFuzzer's target for the readers of the maps that are read whole: policy, load balancer, ipcache, tunnel, ip-masq.
import Foundation

@testable import Cilium

/// Every such reader on the same bytes: none may crash, and what it refuses must be an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTables(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let data = Data(UnsafeBufferPointer(start: start, count: count))
  if [UInt8(ascii: "{"), UInt8(ascii: "[")].contains(data.first ?? 0) {
    _ = try? PolicyTable.parse(json: data)
    _ = try? LoadBalancerTable.parse(json: data)
    _ = try? IPCacheTable.parse(json: data)
    return 0
  }
  let text = String(decoding: data, as: UTF8.self)
  _ = try? PolicyTable.parse(text: text)
  _ = try? LoadBalancerTable.parse(text: text)
  _ = try? IPCacheTable.parse(text: text)
  _ = try? TunnelList.parse(text: text)
  _ = try? IPMasqList.parse(text: text)
  _ = try? MapList.parse(text: text)
  return 0
}
