import Cilium
import Foundation

/// Reads devices with their addresses: `ip -j -d addr show` or `ip -d addr show`; `ip -d link show` for devices alone.
public enum LinkReader {
  /// The devices in the kernel's order.
  ///
  /// - Throws: `ParseError` for anything else; an empty list is an error, as a host always has `lo`.
  public static func parse(_ data: Data) throws -> [NetworkLink] {
    let what = "the devices (ip -d addr show)"
    let links =
      switch try Listing(data, what: what) {
      case .objects(let objects): try objects.compactMap(link)
      case .lines(let lines): try TextLinks(lines: lines, what: what).links()
      }
    guard !links.isEmpty else { throw ParseError(what: what, found: "", hint: "not even lo") }
    return links
  }

  private static func link(_ object: ListedObject) throws -> NetworkLink? {
    guard let name = try object.text("ifname") else { return nil }
    let flags = try object.texts("flags")
    let information = object.object("linkinfo")
    return NetworkLink(
      name: name, index: try object.integer("ifindex") ?? 0, isUp: flags.contains("UP"),
      isLoopback: flags.contains("LOOPBACK"), kind: try information?.text("info_kind"),
      master: try object.text("master"),
      vrfTable: try information?.object("info_data")?.text("table").map { RoutingTable($0) },
      group: try object.text("group") ?? "default",
      addresses: try object.objects("addr_info")?.compactMap(address) ?? [])
  }

  private static func address(_ object: ListedObject) throws -> LinkAddress? {
    guard let local = try object.value("local", as: "an address", { IPAddress($0) }) else { return nil }
    var address = LinkAddress(
      local, prefixLength: try object.integer("prefixlen"),
      peer: try object.value("address", as: "an address") { IPAddress($0) },
      scope: try object.value("scope", as: "a scope") { KernelRoute.Scope($0) })
    address.isSecondary = object.flag("secondary")
    address.isTentative = object.flag("tentative") || object.flag("dadfailed")
    address.isDeprecated = object.flag("deprecated")
    address.isOptimistic = object.flag("optimistic")
    address.isTemporary = object.flag("temporary")
    return address
  }
}
