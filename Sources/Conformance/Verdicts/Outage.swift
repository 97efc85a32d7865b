/// Why an endpoint outside is taken to be down for everybody.
enum Outage: Sendable, Hashable {
  /// It does not answer the nodes' own networks either.
  case silentToHosts(nodes: [String])
  /// It is a ping, which a host cannot send, and nothing outside answers the nodes' own networks.
  case nothingAnswersHosts
  /// It answers no node, while the same nodes get answers to these.
  case silentToNodes(answered: [Aspect])

  /// As an explanation.
  var sentence: Sentence {
    switch self {
    case .silentToHosts(let nodes):
      "the endpoint outside is down for everybody: it does not answer the nodes' own networks (control probes from the "
        + "host networks of \(nodes.joined(separator: ", "))) either"
    case .nothingAnswersHosts:
      "the endpoint outside is down for everybody: the nodes' own networks get no answer from outside either (HTTPS and "
        + "DNS were asked from the hosts; a ping cannot be)"
    case .silentToNodes(let answered):
      "the endpoint outside is down for everybody: it answers no node, while the same nodes get answers by "
        + "\(answered.map(\.rawValue).joined(separator: ", "))"
    }
  }
}
