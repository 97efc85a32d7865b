import Conformance
import Lab

extension EmbeddedLab {
  /// From where the lab's nodes are asked from outside: the internet, and members of overlays that are no nodes.
  var vantages: [Vantage] {
    guard let topology else { return [] }
    return topology.outsiders.map { outsider in
      Vantage(name: outsider) { question in
        guard let address = topology.address(question.address.description, of: question.node, from: outsider) else {
          return .silent
        }
        let connect = [
          "timeout", "3", "bash", "-c", #"exec 3<>"/dev/tcp/$0/$1""#, address, String(question.port),
        ]
        do {
          return await VantageCommand.run(try command(inNamespace: outsider, connect))
        } catch {
          return .unable("\(error)")
        }
      }
    }
  }
}
