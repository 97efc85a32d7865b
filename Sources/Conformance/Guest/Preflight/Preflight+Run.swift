import Cilium
import Kubernetes

extension Preflight {
  /// Looks at a cluster, and creates nothing.
  ///
  /// - Parameters:
  ///   - options: What the run would be asked to do.
  ///   - reconfiguring: Also ask for what changing `devices` needs: `netproof sweep` and `netproof restore`.
  ///   - watching: Also ask for what `netproof watch` needs to follow the cluster.
  ///   - destinations: Also ask for what leaving reports there needs.
  /// - Throws: ``KubernetesError`` when the server cannot be reached at all.
  public static func run(
    client: KubernetesClient, options: RunOptions, reconfiguring: Bool = false, watching: Bool = false,
    delivering destinations: [ReportDestination] = []
  ) async throws -> Preflight {
    var result = Preflight()
    let version = try await client.serverVersion().gitVersion
    result.add("Kubernetes", .ready, "\(version) at context \(client.connection.contextName)")
    // Without those that spare many calls a run goes on all the same.
    let sparing = RunPermission.makingMany(in: options.guest.namespace)
    var permissions = RunPermission.verification(namespace: options.guest.namespace, cilium: options.cilium)
      .filter { !sparing.contains($0) }
    if let service = options.proxiedService { permissions += RunPermission.asking(service) }
    if reconfiguring { permissions += RunPermission.reconfiguration(cilium: options.cilium) }
    if watching { permissions += RunPermission.watching(cilium: options.cilium) }
    permissions += RunPermission.delivery(destinations, namespace: options.guest.namespace)
    try await result.ask(permissions, client)
    let participants = await result.readCluster(client, options)
    await result.readNamespace(client, options.guest)
    if let participants { await result.readPods(client, options, participants) }
    await result.readRuns(client, options)
    return result
  }

  /// Which permissions are missing.
  private mutating func ask(_ permissions: [RunPermission], _ client: KubernetesClient) async throws {
    do {
      missingPermissions = try await PermissionReview(client: client).missing(of: permissions)
      if missingPermissions.isEmpty { add("permissions", .ready, "all \(permissions.count) that a run needs") }
      for permission in missingPermissions {
        add("permissions", .missing, "may not \(permission): needed for \(permission.purpose)")
      }
    } catch let error as KubernetesError {
      add("permissions", .note, "could not be asked for, a run may fail later: \(error)")
    }
  }

  /// What earlier runs left, and who is here now.
  private mutating func readRuns(_ client: KubernetesClient, _ options: RunOptions) async {
    // Who may not list the namespace's objects has been told so above.
    if let found = try? await LeftoverCleanup(client: client, namespace: options.guest.namespace).find() {
      for leftover in found {
        if case .live = leftover.state {
          add("runs", .note, "\(leftover): a run waits with --wait-for-lease, or ends with status 4")
        } else {
          add("leftovers", .note, "\(leftover): the next run, or netproof cleanup, removes it")
        }
      }
    }
    let restoration = DevicesRestoration(client: client, cilium: options.cilium, timeout: .seconds(1))
    if let pending = try? await restoration.pending() {
      add(
        "leftovers", .note,
        "a run changed devices, which was \(pending.original ?? "unset"); if it is dead: netproof restore")
    }
  }
}
