import Cilium
import Foundation

/// A connection to a NodePort of a node, for a case.
struct NodePortProbe: Sendable, Hashable {
  var aspect: Aspect
  var subject: Subject
  /// The node that is asked.
  var node: String
  var address: IPAddress
  var port: Int

  /// What asks it from a node's own network.
  var target: HostConnections.Target {
    HostConnections.Target(kind: .page, address: address.description, port: port)
  }
}

/// What is asked on NodePorts for some cases.
struct NodePortPlan: Sendable {
  /// Case → its connections. Only those that the rules have an expectation for.
  var probes: [CaseKey: [NodePortProbe]] = [:]
  /// Case → why nothing can be asked for it.
  var obstacles: [CaseKey: AgentShell.Failure] = [:]

  /// Plans nothing.
  init() {}

  /// Plans the cases among some that are about NodePorts.
  init(_ cases: [(Aspect, Subject)], facts: ClusterFacts, services: NodePortServices, pods: ProbePods) {
    for (aspect, subject) in cases {
      guard case .nodePort(let question) = aspect.definition.measurement,
        case .expected = Rules.predict(aspect, subject, facts: facts),
        let asked = facts.node(subject.target ?? subject.source)
      else { continue }
      let model = PathModel(facts: facts, family: aspect.family)
      let key = CaseKey(aspect, subject)
      guard let backend = question.hasBackend ? asked.name : model.nodePortBackend(besides: asked)?.name,
        let port = services.ports[
          NodePortServices.key(question, backend: backend, fromOutside: aspect.isAskedFromOutside)]
      else {
        obstacles[key] = AgentShell.Failure(description: "there is no NodePort Service with such a backend")
        continue
      }
      if case .failure(let failure)? = pods.nodes[backend]?.server {
        obstacles[key] = failure
        continue
      }
      let vantages = subject.target == nil ? facts.nodePorts?.vantages ?? [] : nil
      probes[key] = model.nodePortTargets(of: asked).filter { address in
        vantages?.contains { $0.reaches(address, of: asked.name) } ?? true
      }.map { NodePortProbe(aspect: aspect, subject: subject, node: asked.name, address: $0, port: port) }
    }
  }
}
