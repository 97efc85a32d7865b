import ArgumentParser
import Conformance

/// Whether a request is sent that Cilium's proxy takes.
struct ProxyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Send a request through Cilium's proxy, too: the Service of a Gateway or an Ingress that Cilium serves.",
      discussion: """
        One GET from a pod on every node to the Service's ClusterIP, for the host netproof.invalid, which no route has: \
        that the node's proxy answers is asked (404 is an answer), and nothing of what is behind it. A Service without \
        HTTP gets a connection. Nothing is made for it; to read the Service needs a permission more.
        """,
      valueName: "namespace/name"),
    transform: { text in
      guard let name = ServiceName(text) else {
        throw ValidationError("'\(text)' is no Service; give NAMESPACE/NAME, such as shop/cilium-gateway-web.")
      }
      return name
    })
  var proxiedService: ServiceName?
}
