import Kubernetes

extension Preflight {
  /// The namespace and its Pod Security level.
  mutating func readNamespace(_ client: KubernetesClient, _ options: GuestOptions) async {
    let name = options.namespace
    do {
      guard let home = try await RunNamespace(client: client, name: name).read() else {
        try await askForCreation(client, options)
        return
      }
      if home.isTerminating {
        add("namespace", .note, "\(name) is being deleted; a run waits until it is gone")
        return
      }
      add("namespace", .ready, "\(name) is there" + (home.isMadeByRun ? ", made by a run" : ""))
      readPodSecurity(home, options)
    } catch {
      add("namespace", .missing, "\(name) cannot be read: \(error)")
    }
  }

  /// A missing namespace is made by the run, if it may.
  private mutating func askForCreation(_ client: KubernetesClient, _ options: GuestOptions) async throws {
    let denied = try await PermissionReview(client: client).missing(
      of: RunPermission.namespaceCreation(options.namespace))
    guard !denied.isEmpty else {
      add("namespace", .note, "\(options.namespace) is missing; the run makes it, and removes it at its end")
      return
    }
    add(
      "namespace", .missing,
      """
      \(options.namespace) is missing, and this user may not \(denied.map(\.description).joined(separator: " and ")): \
      netproof manifests namespace\(RunNamespace.flag(options.namespace)) | kubectl apply -f -
      """)
  }

  private mutating func readPodSecurity(_ home: Namespace, _ options: GuestOptions) {
    let wanted = options.namespaceLevel
    guard let enforced = home.enforcedLevel else {
      add(
        "Pod Security", .note,
        "no level is set on \(home.name), so the cluster's default holds; \(wanted.rawValue) is enough")
      return
    }
    if enforced > wanted {
      add(
        "Pod Security", .missing,
        """
        \(home.name) enforces \(enforced.rawValue), the probe pods need \(wanted.rawValue) (\(wanted.needs)). Label the \
        namespace as `netproof manifests namespace` does, or pass --pod-security \(enforced.rawValue): \(enforced.needs)
        """)
    } else if enforced < wanted {
      add("Pod Security", .note, "\(home.name) enforces \(enforced.rawValue); \(wanted.rawValue) would be enough")
    } else {
      add("Pod Security", .ready, "\(home.name) enforces \(enforced.rawValue): \(wanted.needs)")
    }
  }
}
