/// `cilium-dbg service list` and `bpf lb list`, from the Services the node translates.
struct ServiceFormat {
  var services: [ServiceTranslation]
  var release: LabCilium

  /// A service with its number: `service list` and REVNAT_ID count from 1.
  private var numbered: [(id: Int, service: ServiceTranslation)] {
    services.enumerated().map { ($0.offset + 1, $0.element) }
  }

  func text() -> String {
    var rows = [["ID", "Frontend", "Service Type", "Backend"]]
    for (id, service) in numbered {
      let frontend = "\(service.clusterIP.urlHost):\(service.port)/\(service.proto)"
      let backends = service.backends.enumerated().map { index, backend in
        "\(index + 1) => \(backend.address.urlHost):\(backend.port)/\(service.proto) (active)"
      }
      rows.append(["\(id)", frontend, "ClusterIP", backends.first ?? ""])
      rows += backends.dropFirst().map { ["", "", "", $0] }
    }
    return TabWriter().format(rows: rows.enumerated().map { $0.offset == 0 ? $0.element + [""] : $0.element + [""] })
  }

  func json() -> GoJSON {
    .array(
      numbered.map { id, service in
        let backends = GoJSON.array(
          service.backends.map {
            [
              "ip": .string($0.address), "port": .int(Int($0.port)), "preferred": true,
              "protocol": .string(service.proto), "state": "active", "weight": 100,
            ]
          })
        let spec: GoJSON = [
          "backend-addresses": backends,
          "flags": [
            "extTrafficPolicy": "Cluster", "intTrafficPolicy": "Cluster", "name": .string(service.name),
            "namespace": .string(service.namespace), "trafficPolicy": "Cluster", "type": "ClusterIP",
          ],
          "frontend-address": [
            "ip": .string(service.clusterIP), "port": .int(Int(service.port)), "protocol": .string(service.proto),
            "scope": "external",
          ], "id": .int(id),
        ]
        return ["spec": spec, "status": ["realized": spec]]
      })
  }

  /// `bpf lb list`: a frontend's slot 0, then a slot for each backend, and one entry per address for other ports.
  func loadBalancerText() -> String {
    let rows =
      [["SERVICE ADDRESS", "BACKEND ADDRESS (REVNAT_ID) (SLOT)"]] + loadBalancerEntries.map { [$0.key, $0.value] }
    let table = TabWriter().format(rows: rows, closed: true)
    // The header's last cell is not tab-terminated.
    let header = TabWriter().format(rows: [rows[0]] + rows.dropFirst())
    return String(header.prefix { $0 != "\n" } + table.drop { $0 != "\n" })
  }

  func loadBalancerJSON() -> GoJSON {
    .sorted(
      Dictionary(
        loadBalancerEntries.map { ($0.key, .array([.string($0.value)])) }, uniquingKeysWith: { first, _ in first }))
  }

  /// The backend's address in a frontend's own entry.
  private static func nobody(_ service: ServiceTranslation) -> String {
    AddressFamily(of: service.clusterIP) == .ipv4 ? "0.0.0.0" : "[::]"
  }

  /// 1.15 tells Services apart by address and port alone: two protocols of one port share their backends' lines.
  private var entriesWithoutProtocol: [(key: String, value: String)] {
    var entries: [(key: String, value: String)] = []
    var seen: Set<String> = []
    for (id, service) in numbered where seen.insert("\(service.clusterIP.urlHost):\(service.port)").inserted {
      let frontend = "\(service.clusterIP.urlHost):\(service.port)"
      let backends = service.backends.enumerated().map { index, backend in
        "\(backend.address.urlHost):\(backend.port) (\(id)) (\(index + 1))"
      }
      entries += (["\(Self.nobody(service)):0 (\(id)) (0) [ClusterIP, non-routable]"] + backends).enumerated().map {
        index, value in
        (index == 0 ? frontend : "", value)
      }
    }
    return entries
  }

  private var loadBalancerEntries: [(key: String, value: String)] {
    let suffix = "[ClusterIP, non-routable] "
    var entries: [(key: String, value: String)] = []
    var addresses: Set<String> = []
    if release == .v115 { return entriesWithoutProtocol }
    for (id, service) in numbered {
      let frontend = "\(service.clusterIP.urlHost):\(service.port)/\(service.proto)"
      if release == .v119, addresses.insert(service.clusterIP).inserted {
        entries.append(("\(service.clusterIP.urlHost):0/ANY (0)", "\(Self.nobody(service)):0 (0) (0) \(suffix)"))
      }
      entries.append(("\(frontend) (0)", "\(Self.nobody(service)):0 (\(id)) (0) \(suffix)"))
      for (index, backend) in service.backends.enumerated() {
        entries.append(
          (
            "\(frontend) (\(index + 1))",
            "\(backend.address.urlHost):\(backend.port)/\(service.proto) (\(id)) (\(index + 1))"
          ))
      }
    }
    return entries
  }
}

extension ServiceFormat {
  /// The Services of an agent.
  init(_ facts: AgentFacts) { self.init(services: facts.services, release: facts.release) }
}
