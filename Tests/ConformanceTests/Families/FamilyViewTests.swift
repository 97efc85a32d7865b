import Cilium
import Testing

@testable import Conformance

@Suite("Both families in one run")
struct FamilyViewTests {
  @Test("names of IPv4 aspects are those of before, and each twin's ends in -ipv6")
  func names() {
    for aspect in Aspect.allCases {
      guard let twin = aspect.ipv6Twin else { continue }
      #expect(twin.rawValue == "\(aspect.rawValue)-ipv6" && twin.ipv4Twin == aspect && twin.family == .ipv6)
      #expect(twin.scope == aspect.scope && twin.area == aspect.area)
      #expect(twin.isNeededForService == aspect.isNeededForService && twin.title.hasSuffix("IPv6"))
    }
    #expect(Aspect.allCases.filter { $0.family == .ipv6 }.count == Aspect.allCases.filter { $0.family == .ipv4 }.count)
  }

  @Test("what the cluster has is asked, unless a family is chosen")
  func chosen() throws {
    let plain = try RecordedCluster.facts("C")
    let dual = try DualStack.facts("C")
    #expect(FamilyChoice.auto.of(plain) == [.ipv4] && FamilyChoice.auto.of(dual) == [.ipv4, .ipv6])
    #expect(FamilyChoice.ipv6.of(dual) == [.ipv6] && FamilyChoice.both.of(plain) == [.ipv4, .ipv6])
    #expect(FamilyChoice.ipv4.of(dual) == [.ipv4])
  }

  @Test("a dual-stack cluster conforms in every case when it is seen as predicted")
  func conforms() throws {
    let cases = Rehearsal(try DualStack.facts("C")).cases()
    #expect(cases.contains { $0.aspect.family == .ipv6 && $0.verdict == .conforms })
    for record in cases {
      let isOpen = record.aspect == .apiServiceIPv6
      #expect(record.verdict == (isOpen ? .notApplicable : .conforms), "\(record.aspect) \(record.explanation)")
    }
  }

  @Test("each IPv6 aspect can fail alone, with a diagnosis that names IPv6", arguments: Aspect.allCases)
  func deviates(aspect: Aspect) throws {
    guard aspect.family == .ipv6, aspect != .apiServiceIPv6 else { return }
    let subject = aspect.scope == .pair ? Nodes.masterToWorker : Nodes.master
    var rehearsal = Rehearsal(try DualStack.facts("C"))
    rehearsal.see(aspect, aspect.isNeededForService ? .unreachable : .value("something else"), subject)
    for record in rehearsal.cases() where record.verdict != .notApplicable {
      let isTouched = record.aspect == aspect && record.subject == subject
      #expect(record.verdict == (isTouched ? .deviates : .conforms), "\(record.aspect) \(record.subject)")
      #expect((record.diagnosis != nil) == isTouched)
      if isTouched { #expect(record.diagnosis?.symptom.contains("IPv6") == true) }
    }
  }

  @Test("a missing IPv6 translation is found in the IPv6 cells only, and named")
  func missingTranslation() throws {
    var rehearsal = Rehearsal(try DualStack.facts("C"))
    rehearsal.see(.natExternalIPv6, .notTranslated)
    for aspect in [Aspect.externalPingIPv6, .upstreamDNSIPv6, .externalHTTPSIPv6] {
      rehearsal.see(aspect, .unreachable)
    }
    let deviating = rehearsal.cases().filter { $0.verdict == .deviates }
    #expect(
      Set(deviating.map(\.aspect)) == [.natExternalIPv6, .externalPingIPv6, .upstreamDNSIPv6, .externalHTTPSIPv6])
    #expect(Set(deviating.map(\.diagnosis?.code)) == ["snat-missing"])
    #expect(deviating.allSatisfy { $0.diagnosis?.cause.contains("2001:db8:1:") == true })
  }

  @Test("an agent that still has IPv6 masquerading off is told as the cause of all that fails with it")
  func staleMasquerade() throws {
    var rehearsal = Rehearsal(try DualStack.facts("C"))
    rehearsal.see(.masqueradeIPv6, .value("Disabled"))
    for aspect in [Aspect.natExternalIPv6, .natNodeAddressIPv6] { rehearsal.see(aspect, .notTranslated) }
    for aspect in [Aspect.externalPingIPv6, .upstreamDNSIPv6, .externalHTTPSIPv6, .otherNodeIPv6] {
      rehearsal.see(aspect, .unreachable)
    }
    let deviating = rehearsal.cases().filter { $0.verdict == .deviates }
    #expect(deviating.count == 14 && deviating.allSatisfy { $0.aspect.family == .ipv6 })
    #expect(Set(deviating.map(\.diagnosis?.code)) == ["masquerade-not-applied"])
  }

  @Test("an IPv6 endpoint that is down for everybody blames no cluster, and IPv4 endpoints say nothing about it")
  func outage() throws {
    var rehearsal = Rehearsal(try DualStack.facts("C"))
    rehearsal.see(.externalPingIPv6, .unreachable)
    let verdicts = rehearsal.cases().filter { $0.aspect == .externalPingIPv6 }.map(\.verdict)
    #expect(verdicts == [.inconclusive, .inconclusive])
    rehearsal.see(.upstreamDNSIPv6, .unreachable)
    rehearsal.see(.externalHTTPSIPv6, .unreachable)
    let all = rehearsal.cases().filter { $0.aspect == .externalPingIPv6 }.map(\.verdict)
    #expect(all == [.deviates, .deviates])
  }

  @Test("a control from the nodes' own IPv6 network decides for IPv6")
  func controls() throws {
    var rehearsal = Rehearsal(try DualStack.facts("C"))
    rehearsal.see(.upstreamDNSIPv6, .unreachable, Nodes.master)
    #expect(HostControls.candidates(rehearsal.cases()).map(\.0) == [.upstreamDNSIPv6])
    let answer = HostControls.Answer(answered: true, evidence: [])
    let controls = HostControls(answers: [.upstreamDNSIPv6: [Nodes.m: answer], .externalPing: [Nodes.m: answer]])
    #expect(controls.of(.ipv6).answers.keys.map(\.self) == [.upstreamDNS])
    #expect(controls.of(.ipv4).answers.keys.map(\.self) == [.externalPing])
  }
}
