import Cilium
import Generators

@testable import Routing

/// Random questions.
struct Questions {
  var random: SeededGenerator
  let devices: [String]
  /// The host's own addresses.
  let addresses: [IPAddress]

  mutating func make(_ count: Int, ipv6: Bool) -> [Question] { (0..<count).map { _ in question(ipv6: ipv6) } }

  private mutating func question(ipv6: Bool) -> Question {
    let targets = ipv6 ? Pool.targets6 : Pool.targets4
    let hosts = ipv6 ? Pool.hosts6 : Pool.hosts4
    let own = addresses.filter { ($0.ipv6 != nil) == ipv6 }.map(\.description)
    var flow = PacketFlow(to: Pool.address(random.pick(targets)))
    let arrives = random.below(5) < 2
    // Who listens to a group is not modelled; asked now and then all the same, of IPv4: for IPv6 `ip route get` asks the
    // multicast router instead.
    if arrives, ipv6 || !random.once(in: 20) {
      flow.to = Pool.address(random.pick(targets.filter { !Pool.isMulticast($0) }))
    }
    flow.mark = random.pick(Pool.marks)
    if random.once(in: 8) { flow.tos = random.pick([0x10, 0x08]) }
    // Without a protocol `ip route get` asks about UDP, for IPv6 about none.
    flow.ipProtocol = random.once(in: 3) ? random.pick([6, 17]) : ipv6 ? 0 : 17
    let hasPorts = flow.ipProtocol != 0 && random.once(in: 2)
    flow.sourcePort = hasPorts ? random.pick([0, 1000, 950]) : 0
    flow.destinationPort = hasPorts ? random.pick([0, 80, 53, 1000]) : 0
    var question = Question(flow: flow)
    if arrives {
      question.inputDevice = random.pick(devices)
      question.flow.from = Pool.address(random.pick(random.once(in: 3) ? hosts : targets))
    } else if random.once(in: 3) {
      let candidates = random.once(in: 8) ? targets : random.once(in: 4) ? hosts : own
      question.flow.from = Pool.address(random.pick(candidates.isEmpty ? hosts : candidates))
    }
    if question.inputDevice == nil {
      if random.once(in: 4) { question.flow.outputDevice = random.pick(devices) }
      if random.once(in: 6) { question.flow.user = random.pick([5, 500, 5000]) }
    }
    question.asksForRoute = random.once(in: 4)
    return question
  }
}
