import Cilium
import Kubernetes

/// A Service that Cilium's proxy serves on every node, such as a Gateway's: where a request is sent that takes the proxy.
public struct ProxiedServiceFacts: Sendable, Codable, Hashable {
  /// `NAMESPACE/NAME`.
  public var name: String
  /// Its ClusterIPs, at most one of each family.
  public var addresses: [IPAddress]
  /// The port that is asked.
  public var port: UInt16
  /// Whether HTTP is spoken there; else no more than a connection is made.
  public var speaksHTTP: Bool
  /// By which of its labels it is one that Cilium's proxy serves; `nil` where no label says so.
  public var servedBy: String?

  /// Makes a Service's facts.
  public init(name: String, addresses: [IPAddress], port: UInt16, speaksHTTP: Bool, servedBy: String?) {
    self.name = name
    self.addresses = addresses
    self.port = port
    self.speaksHTTP = speaksHTTP
    self.servedBy = servedBy
  }

  /// The ClusterIP of a family, if it has one.
  func address(_ family: IPFamily) -> IPAddress? { addresses.first { $0.family == family } }

  /// The labels of the Services that Cilium's operator makes of Gateways and Ingresses (Cilium
  /// `operator/pkg/model/translation/gateway-api` and `…/ingress`).
  static let labels = ["io.cilium.gateway/owning-gateway", "cilium.io/ingress"]

  /// A Service as Kubernetes has it; `nil` for one without a ClusterIP or a TCP port.
  init?(_ service: Service) {
    guard let own = ServiceAddresses(service), let name = service.metadata.name,
      let namespace = service.metadata.namespace
    else { return nil }
    let ports = (service.spec?.ports ?? []).filter { ($0.protocol ?? "TCP") == "TCP" }
    let http = ports.first { $0.port == 80 } ?? ports.first { $0.name?.hasPrefix("http") == true && !Self.isTLS($0) }
    guard let number = (http ?? ports.first)?.port, let port = UInt16(exactly: number) else { return nil }
    self.init(
      name: "\(namespace)/\(name)", addresses: own.addresses, port: port, speaksHTTP: http != nil,
      servedBy: Self.labels.first { service.metadata.labels?[$0] != nil })
  }

  private static func isTLS(_ port: ServicePort) -> Bool { port.port == 443 || port.name?.hasPrefix("https") == true }
}

/// A Service that a command line names: `NAMESPACE/NAME`.
public struct ServiceName: Sendable, Hashable, CustomStringConvertible {
  /// Its namespace.
  public let namespace: String
  /// Its name there.
  public let name: String

  /// Reads `NAMESPACE/NAME`; `nil` for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.mayBeInName) }) else {
      return nil
    }
    namespace = String(parts[0])
    name = String(parts[1])
  }

  private static func mayBeInName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// `NAMESPACE/NAME`.
  public var description: String { "\(namespace)/\(name)" }
}

extension ClusterReader {
  /// What is known of a Service that Cilium's proxy is said to serve.
  ///
  /// - Throws: ``ScenarioError`` where there is no such Service, or it has nothing that could be asked.
  func proxiedService(_ wanted: ServiceName) async throws -> ProxiedServiceFacts {
    let service: Service
    do {
      service = try await client.get(Service.self, .service(namespace: wanted.namespace, name: wanted.name))
    } catch KubernetesError.notFound {
      throw ScenarioError("There is no Service \(wanted), which --proxied-service names.")
    }
    guard let facts = ProxiedServiceFacts(service) else {
      throw ScenarioError("Service \(wanted), which --proxied-service names, has no ClusterIP with a TCP port.")
    }
    return facts
  }
}
