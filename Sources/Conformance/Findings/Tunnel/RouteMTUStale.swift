/// The MTU that pods and the kernel's routes have is not the one that follows from the devices.
struct RouteMTUStale: Finding {
  /// The node.
  var node: String
  /// The MTUs as they were seen.
  var seen: String

  static let code = FindingCode.routeMTUStale
  static let example = RouteMTUStale(
    node: "instance-master", seen: "devices 1200, routes to other nodes 1150; the kernel's route to 10.244.1.0/24 1230")

  var cause: Translated {
    Translated(
      en: "a device's MTU on \(node) was changed, and not everything has followed: \(seen)",
      ko: "\(node)에서 장치의 MTU가 바뀌었으나 일부가 따라오지 않음: \(seen)")
  }

  var remedy: Translated {
    Translated(
      en: "put the device's MTU right on \(node), then restart its agent, which makes the routes anew",
      ko: "\(node)에서 장치의 MTU를 바로잡은 다음, 경로를 새로 만드는 에이전트를 재시작하십시오")
  }

  var commands: [RemedyCommand] { [.host(node, "ip -4 route show"), .restartAgents] }

  static let page = FindingPage(
    title: "a route or a pod still has another MTU than the devices",
    meaning:
      "Cilium gives pods the smallest MTU of the selected devices, and routes to other nodes' pods that one less what "
      + "the tunnel adds. When a device's MTU changes while agents run, they follow for new pods, and routes may stay: "
      + "packets of the old size are lost or fragmented.",
    confirm: [
      .agent("What the agent works with.", "cilium-dbg shell -- db/show mtu"),
      .init("On `NODE`: the routes to other nodes' pods, and the devices.", "ip -4 route show; ip link show"),
    ],
    mend: [
      .init("Put the MTU of the device right.", "ip link set DEVICE mtu BYTES"),
      .restartAgents,
    ])
}
