import Foundation
import Testing

@testable import Lab

@Suite("Services of two families")
struct DualStackServiceTests {
  private func admit(_ spec: JSONValue, _ cidrs: [String] = ["10.96.0.0/12", "fd00:10:96::/112"]) throws -> JSONValue {
    let store = ObjectStore(now: { Date(timeIntervalSince1970: 0) })
    let admission = Admission(store: store, serviceCIDRs: cidrs.compactMap(IPNetwork.init))
    let type = try #require(store.registry[.services])
    let service: JSONValue = [
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": "web", "namespace": "default"], "spec": spec,
    ]
    return try admission.admitNew(service, type: type)["spec"]
  }

  private static let ports: JSONValue = [["port": 80]]

  @Test("a Service has one address of the primary family, unless it asks for more")
  func single() throws {
    let spec = try admit(["ports": Self.ports])
    #expect(spec["ipFamilies"] == ["IPv4"] && spec["ipFamilyPolicy"] == "SingleStack")
    #expect(spec["clusterIPs"].array.count == 1 && spec["clusterIPs"].array[0] == spec["clusterIP"])
    let named = try admit(["ports": Self.ports, "ipFamilies": ["IPv6"]])
    #expect(AddressFamily(of: named["clusterIP"].string ?? "") == .ipv6)
    #expect(try admit(["ports": Self.ports], ["fd00:10:96::/112"])["ipFamilies"] == ["IPv6"])
  }

  @Test("one that prefers both has an address of each, the primary one first; of a cluster with one, that")
  func preferred() throws {
    let spec = try admit(["ports": Self.ports, "ipFamilyPolicy": "PreferDualStack"])
    #expect(spec["ipFamilies"] == ["IPv4", "IPv6"])
    let addresses = spec["clusterIPs"].array.compactMap(\.string)
    #expect(addresses.count == 2 && IPNetwork("fd00:10:96::/112")?.contains(addresses[1]) == true)
    let alone = try admit(["ports": Self.ports, "ipFamilyPolicy": "PreferDualStack"], ["10.96.0.0/12"])
    #expect(alone["ipFamilies"] == ["IPv4"])
  }

  @Test("what the cluster does not have is refused")
  func refused() {
    let needs: JSONValue = ["ports": Self.ports, "ipFamilyPolicy": "RequireDualStack"]
    #expect(throws: APIStatus.self) { try admit(needs, ["10.96.0.0/12"]) }
    #expect(throws: APIStatus.self) { try admit(["ports": Self.ports, "ipFamilies": ["IPv6"]], ["10.96.0.0/12"]) }
  }

  @Test("nodes translate the second family by its EndpointSlice, and the zone has both addresses")
  func published() {
    let service: JSONValue = [
      "metadata": ["name": "web", "namespace": "default"],
      "spec": [
        "clusterIP": "10.96.1.1", "clusterIPs": ["10.96.1.1", "fd00:10:96::101"],
        "ports": [["name": "http", "port": 80, "protocol": "TCP"]],
      ],
    ]
    let endpoints: JSONValue = [
      "metadata": ["name": "web", "namespace": "default"],
      "subsets": [
        ["addresses": [["ip": "10.244.0.9"]], "ports": [["name": "http", "port": 8080, "protocol": "TCP"]]]
      ],
    ]
    func slice(_ family: String, _ address: String, ready: Bool) -> JSONValue {
      [
        "metadata": [
          "name": "web-1", "namespace": "default", "labels": ["kubernetes.io/service-name": "web"],
        ], "addressType": .string(family), "ports": [["name": "http", "port": 8080, "protocol": "TCP"]],
        "endpoints": [["addresses": [.string(address)], "conditions": ["ready": .bool(ready)]]],
      ]
    }
    let slices = [
      slice("IPv4", "10.244.0.9", ready: true), slice("IPv6", "fd00:10:244::9", ready: true),
      slice("IPv6", "fd00:10:244::a", ready: false),
    ]
    let translations = ServicePublisher.translations(services: [service], endpoints: [endpoints], slices: slices)
    #expect(translations.map(\.clusterIP) == ["10.96.1.1", "fd00:10:96::101"])
    #expect(translations.map { $0.backends.map(\.address) } == [["10.244.0.9"], ["fd00:10:244::9"]])
    #expect(ServicePublisher.records(services: [service]).map(\.address) == ["10.96.1.1", "fd00:10:96::101"])
  }
}
