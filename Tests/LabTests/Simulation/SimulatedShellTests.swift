import Testing

@testable import Lab

@Suite("The shell of a simulated agent")
struct SimulatedShellTests {
  @Test("extended expressions match as grep -E has them")
  func extended() throws {
    let routes = try ExtendedExpression("^(# )?Destination |^[^ ]*/0 |^127[.]")
    for line in ["Destination Source", "# Destination Source", "0.0.0.0/0 - ", "::/0 -", "127.0.0.0/8"] {
      #expect(routes.matches(line), "\(line)")
    }
    for line in ["10.0.0.0/24 via 0.0.0.0/0 ", "12712", " Destination ", ""] {
      #expect(!routes.matches(line), "\(line)")
    }
  }

  @Test("what is no expression is an error that says so")
  func broken() {
    #expect(throws: LabError.self) { try ExtendedExpression("(") }
  }

  @Test("filters by fixed words and by expressions, and ends with its own word")
  func filters() throws {
    let text = "alpha 10.0.0.1\nbeta 10.0.0.2\nend\n"
    let fixed = try #require(SimulatedShell("cilium-dbg node list | grep -F -e 'beta' -e 'end'"))
    #expect(fixed.command == ["cilium-dbg", "node", "list"])
    #expect(try fixed.filter(text) == "beta 10.0.0.2\nend\n")
    let extended = try #require(SimulatedShell("cilium-dbg node list | grep -E '^(alpha|beta) '\necho 'whole'\n"))
    #expect(try extended.filter(text) == "alpha 10.0.0.1\nbeta 10.0.0.2\nwhole\n")
    #expect(SimulatedShell("cilium-dbg node list | awk '{ print }'") == nil)
  }
}
