import Testing

@testable import Conformance

@Suite("Fitness for service")
struct FitnessTests {
  private func broken(_ fitness: Fitness) -> [Sentence]? {
    if case .unfit(let paths) = fitness { paths } else { nil }
  }

  @Test("both devices, detected devices and the wildcard are fit", arguments: ["C", "D", "C-wildcard"])
  func fit(folder: String) throws {
    let rehearsal = try Rehearsal(folder)
    #expect(Fitness.assess(rehearsal.cases()) == .fit)
  }

  @Test("a single device conforms and is unfit all the same", arguments: ["A", "B"])
  func unfitAlthoughConforming(folder: String) throws {
    let cases = try Rehearsal(folder).cases()
    #expect(cases.allSatisfy { $0.verdict == .conforms })
    let paths = try #require(broken(Fitness.assess(cases)))
    let title = folder == "A" ? Aspect.otherNodeIP.title : Aspect.externalPing.title
    #expect(paths.contains { $0.hasPrefix(title) })
    let absent = folder == "A" ? Aspect.externalPing.title : Aspect.otherNodeIP.title
    #expect(!paths.contains { $0.hasPrefix(absent) })
  }

  @Test("a black hole below the announced MTU makes a cluster unfit")
  func blackHole() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.pathMTU, .largestPayload(1021), Nodes.workerToMaster)
    let paths = try #require(broken(Fitness.assess(rehearsal.cases())))
    #expect(paths.count == 1 && paths[0].contains("only 1021 bytes arrive") && paths[0].contains("instance-worker →"))
  }

  @Test("more than announced is no black hole")
  func larger() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.pathMTU, .largestPayload(1203))
    #expect(Fitness.assess(rehearsal.cases()) == .fit)
  }

  @Test("a needed path that could not be measured leaves it open")
  func unknown() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.fail(.apiService, "exec failed", Nodes.worker)
    guard case .unknown(let open) = Fitness.assess(rehearsal.cases()) else {
      Issue.record("expected unknown")
      return
    }
    #expect(open.count == 1 && open[0].contains("exec failed"))
    rehearsal.see(.otherNodeIP, .unreachable)
    #expect(broken(Fitness.assess(rehearsal.cases()))?.count == 2)
  }

  @Test("an endpoint that is down for everybody leaves it open")
  func outage() throws {
    var rehearsal = try Rehearsal("C")
    rehearsal.see(.externalHTTPS, .unreachable)
    guard case .unknown(let open) = Fitness.assess(rehearsal.cases()) else {
      Issue.record("expected unknown")
      return
    }
    #expect(open.count == 2)
  }

  @Test("what Cilium reports of itself does not decide")
  func configuration() throws {
    var rehearsal = try Rehearsal("C")
    for aspect in Aspect.asked(of: [.ipv4]) where !aspect.isNeededForService { rehearsal.fail(aspect, "exec failed") }
    #expect(Fitness.assess(rehearsal.cases()) == .fit)
  }

  @Test("nothing measured, nothing known")
  func nothing() {
    #expect(Fitness.assess([]) == .unknown(["nothing was measured"]))
  }
}
