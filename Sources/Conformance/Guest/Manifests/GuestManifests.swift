/// What an administrator applies before netproof is let in.
public enum GuestManifests {
  /// The namespace, with the strictest Pod Security level that the probe pods satisfy.
  public static func namespace(_ options: GuestOptions) -> String {
    let labels = options.namespaceLevel.namespaceLabels.sorted { $0.key < $1.key }.map { "    \($0.key): \($0.value)" }
    return """
      # Where netproof's runs live. Pod Security: \(options.namespaceLevel.needs).
      apiVersion: v1
      kind: Namespace
      metadata:
        name: \(options.namespace)
        labels:
          \(RunLabels.managedBy): \(RunLabels.netproof)
      \(labels.joined(separator: "\n"))

      """
  }

  /// The service account and its roles: exactly what `netproof check` asks for, and nothing by wildcard.
  ///
  /// - Parameters:
  ///   - probing: Where netproof probes and leaves reports, where that is not the account's namespace: one for each part
  ///     of a run.
  ///   - proxied: A Service that Cilium's proxy serves, to which runs send requests.
  ///   - reconfiguring: Also what `netproof sweep` and `netproof restore` need, as roles of their own.
  ///   - watching: Also what `netproof watch` needs, as roles of their own.
  ///   - destinations: Also what leaving reports there needs, as a role of its own.
  public static func rbac(
    account: RoleManifest.ServiceAccount, probing: [String]? = nil, cilium: CiliumLocation,
    proxied: ServiceName? = nil, reconfiguring: Bool, watching: Bool = false,
    delivering destinations: [ReportDestination] = []
  ) -> String {
    // Cluster-wide names, and those in Cilium's namespace, are shared by all namespaces that netproof is given: one
    // must not overwrite the bindings of another. A namespace's name has no dot, so no two of these can be equal.
    func name(_ base: String) -> String {
      account.namespace == GuestOptions.defaultNamespace ? base : "\(base).\(account.namespace)"
    }
    /// Each once, although every namespace asks for what is cluster-wide or in Cilium's namespace.
    func each(_ permissions: (String) -> [RunPermission]) -> [RunPermission] {
      (probing ?? [account.namespace]).flatMap(permissions).uniqued()
    }
    let run = each { namespace in
      RunPermission.verification(namespace: namespace, cilium: cilium) + (proxied.map(RunPermission.asking) ?? [])
    }
    var documents = [
      serviceAccount(account),
      execNote(cilium) + RoleManifest.yaml(run, name: name("netproof"), boundTo: account),
    ]
    if reconfiguring {
      documents.append(
        sweepNote
          + RoleManifest.yaml(
            RunPermission.reconfiguration(cilium: cilium), name: name("netproof-sweep"), boundTo: account)
      )
    }
    if watching {
      documents.append(
        RoleManifest.yaml(RunPermission.watching(cilium: cilium), name: name("netproof-watch"), boundTo: account))
    }
    let delivery = each { RunPermission.delivery(destinations, namespace: $0) }
    if !delivery.isEmpty {
      documents.append(RoleManifest.yaml(delivery, name: name("netproof-delivery"), boundTo: account))
    }
    return documents.joined(separator: "---\n")
  }

  /// The service account and roles for `netproof diagnose` and `netproof bundle`: what is read, and nothing else.
  public static func readOnly(account: RoleManifest.ServiceAccount, cilium: CiliumLocation) -> String {
    let name =
      account.namespace == GuestOptions.defaultNamespace ? "netproof-read" : "netproof-read.\(account.namespace)"
    return [
      serviceAccount(account),
      execNote(cilium)
        + RoleManifest.yaml(RunPermission.inspection(cilium: cilium), name: name, boundTo: account),
    ].joined(separator: "---\n")
  }

  private static func serviceAccount(_ account: RoleManifest.ServiceAccount) -> String {
    """
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: \(account.name)
      namespace: \(account.namespace)
      labels: {\(RunLabels.managedBy): \(RunLabels.netproof)}

    """
  }

  private static func execNote(_ cilium: CiliumLocation) -> String {
    """
    # pods/exec in \(cilium.namespace) is for the Cilium agents, and amounts to root on the nodes. RBAC cannot narrow it
    # to them: it knows no label selectors, and resourceNames would have to name pods whose names change with every
    # restart. create, list and deletecollection cannot be restricted by resourceNames at all. Where that is too much, an
    # admission policy on CONNECT pods/exec can.

    """
  }

  private static let sweepNote = """
    # Only for `netproof sweep --allow-reconfigure` and `netproof restore`, on clusters that are yours to change.

    """

  /// The images that a run pulls, for mirrors of clusters without a way out.
  public static func images(_ options: GuestOptions) -> [String] {
    [options.image, options.capture?.image, options.tailscale?.image].compactMap { $0 }.uniqued()
  }
}
