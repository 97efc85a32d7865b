/// The tree of modules in `status --verbose` and its totals in `status`.
struct ModuleHealthFormat {
  var facts: AgentFacts

  private static let indentation = String(repeating: " ", count: 44)

  /// `Stopped(20) Degraded(0) OK(76)`.
  var counts: String {
    let lines = self.lines
    // The root of the tree counts as one that is OK.
    let running = lines.count { $0.contains("[OK]") } + 1
    return "Stopped(\(lines.count { $0.contains("[STOPPED]") })) Degraded(0) OK(\(running))"
  }

  /// From `Modules Health:` on, ending in a line of blanks.
  var tree: String {
    "Modules Health:" + Self.indentation.dropFirst(15) + "agent\n"
      + lines.map { Self.indentation + $0 + "\n" }.joined() + Self.indentation
  }

  private var lines: [String] {
    let age = Self.age(facts.age)
    let addresses = NodeAddressTable.rows(facts).filter { $0.device == "*" }.map { "\($0.address) (primary)" }
    return ModuleHealthTemplate.tree.split(separator: "\n").flatMap { line -> [String] in
      if line == "@ENDPOINTS@" { return facts.endpoints.sorted { "\($0.id)" < "\($1.id)" }.flatMap(endpoint) }
      return [
        String(line).replacing("@AGE@", with: age).replacing("@MTU@", with: "\(facts.mtu.device)")
          .replacing("@ADDRESSES@", with: addresses.joined(separator: ", "))
      ]
    }
  }

  private func endpoint(_ endpoint: AgentFacts.EndpointFact) -> [String] {
    let age = Self.age(facts.age)
    let owner = endpoint.owner == "health" ? "/" : endpoint.owner
    var jobs: [(name: String, message: String)] = []
    if owner != "/" { jobs.append(("cep-k8s-sync", "sync-to-k8s-ciliumendpoint (\(endpoint.id))")) }
    jobs.append(("datapath-regenerate", "Endpoint regeneration successful"))
    jobs.append(("policymap-sync", "sync-policymap-\(endpoint.id)"))
    return ["│   │   ├── cilium-endpoint-\(endpoint.id) (\(owner))"]
      + jobs.enumerated().map { index, job in
        let branch = index == jobs.count - 1 ? "└──" : "├──"
        let name = job.name + String(repeating: " ", count: max(1, 44 - job.name.count))
        return "│   │   │   \(branch) \(name)[OK] \(job.message) (\(age), x1)"
      }
  }

  /// Kubernetes' `HumanDuration`: seconds up to two minutes.
  private static func age(_ seconds: Double) -> String {
    seconds < 120 ? "\(Int(seconds))s" : GoDuration.string(seconds: seconds)
  }
}
