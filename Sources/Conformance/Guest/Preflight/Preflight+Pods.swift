import Kubernetes

extension Preflight {
  /// Image, container runtime, admission, what a run would create, and what it would cost.
  mutating func readPods(_ client: KubernetesClient, _ options: RunOptions, _ participants: Participants) async {
    let nodes = participants.nodes
    let sample = participants.sample
    guard let first = nodes.first else { return }
    let lifetime = options.podLifetime(nodes: nodes.count)
    readImage(options.guest.image, nodes)
    readRuntime(options.guest, nodes)
    await tryPods(
      client, ProbePodSpecification(runID: "check", options: options.guest, lifetime: lifetime), on: first.name)
    let division = PodDivision(
      sample, nodes: nodes.compactMap(\.metadata.name),
      backends: options.asksNodePorts ? nodes.prefix(NodePortServices.backends).compactMap(\.metadata.name) : [],
      most: options.mostPodsSingly)
    if !division.together.isEmpty { await askForSets(client, options.guest) }
    let pods = sample.podCount
    let services = sample.served.count
    add(
      "creates", .note,
      """
      in namespace \(options.guest.namespace), for the time of the run: a Lease, \(services) \
      Service\(services == 1 ? "" : "s") and \(pods) pods of \(options.guest.image), which end by themselves after \
      \(lifetime.components.seconds) s
      """)
    if let tailscale = options.guest.tailscale {
      await tryTailscale(client, options.guest, tailscale, lifetime: lifetime, on: first.name)
    }
    let cost = CostForecast(nodes: nodes.count, sample: sample, division: division, paths: options.pathSampling)
    add("cost", .note, "about \(cost.calls) API calls and \(cost.execs) execs, about \(cost.seconds) s")
  }

  /// Whether the pods may be made by DaemonSets; else it takes a call for each.
  private mutating func askForSets(_ client: KubernetesClient, _ options: GuestOptions) async {
    let permissions = RunPermission.makingMany(in: options.namespace)
    guard let denied = try? await PermissionReview(client: client).missing(of: permissions) else { return }
    guard let first = denied.first else {
      add("creates", .note, "the pods come of a DaemonSet for each role, which a Job ends should the run die")
      return
    }
    let others = denied.count > 1 ? " and \(denied.count - 1) more" : ""
    add(
      "creates", .note,
      "may not \(first)\(others): the pods are made one by one, not by DaemonSets; `netproof manifests rbac` grants it")
  }

  /// Nodes list what they hold (`status.images`, at most 50 by default); whether a registry answers cannot be told
  /// without pulling.
  private mutating func readImage(_ image: String, _ nodes: [Node]) {
    let wanted = ImageReference.normalized(image)
    let holding = nodes.filter { node in
      (node.status?.images ?? []).contains { ($0.names ?? []).contains { ImageReference.normalized($0) == wanted } }
    }
    switch holding.count {
    case nodes.count: add("image", .ready, "\(image) is on every node already")
    case 0:
      add("image", .note, "\(image) is not known to any node: each pulls it; `netproof manifests images` lists it")
    default: add("image", .note, "\(image) is on \(holding.count) of \(nodes.count) nodes; the others pull it")
    }
  }

  private mutating func readRuntime(_ guest: GuestOptions, _ nodes: [Node]) {
    guard guest.podSecurity == .baseline else { return }
    let without = nodes.filter { $0.status?.nodeInfo?.containerRuntimeVersion?.hasPrefix("cri-o:") == true }
    guard let node = without.first else { return }
    add(
      "ping", .note,
      """
      \(node.name) runs \(node.status?.nodeInfo?.containerRuntimeVersion ?? "CRI-O"), which grants no NET_RAW by default: \
      pings will be inconclusive there. Pass --pod-security privileged and label the namespace so
      """)
  }

  /// Shows the pods to the server without making them: admission, Pod Security, quotas and webhooks have their say.
  private mutating func tryPods(
    _ client: KubernetesClient, _ specification: ProbePodSpecification, on node: String
  ) async {
    for role in ProbeRole.allCases {
      let pod = specification.pod(role, node: node, index: 0, generation: 0)
      do {
        _ = try await client.create(
          pod, at: .pods(namespace: specification.options.namespace), as: Pod.self, dryRun: true)
      } catch KubernetesError.notFound {
        add("admission", .note, "the pods cannot be tried before the namespace is there")
        return
      } catch let error as KubernetesError {
        add(
          "admission", .missing,
          "the server would refuse the \(role.rawValue) pods: \(error.status?.summary ?? "\(error)")")
        return
      } catch {
        add("admission", .missing, "the \(role.rawValue) pods could not be tried: \(error)")
        return
      }
    }
    add("admission", .ready, "the server would accept the probe pods (tried with dryRun)")
  }
}

extension Preflight {
  /// What asking Tailscale by its socket would create, and whether the server would take it.
  private mutating func tryTailscale(
    _ client: KubernetesClient, _ guest: GuestOptions, _ socket: TailscaleSocketOptions, lifetime: Duration,
    on node: String
  ) async {
    add(
      "creates", .note,
      """
      on each node of a tailnet a pod of \(socket.image), which is given the node's folder \
      \(TailscaleSocketOptions.directory) (hostPath, read-only) and nothing else, to read `tailscale status --json`
      """)
    let pod = TailscalePods(client: client, runID: "check", guest: guest, options: socket, lifetime: lifetime)
      .pod(node: node, index: 0, generation: 0)
    do {
      _ = try await client.create(pod, at: .pods(namespace: guest.namespace), as: Pod.self, dryRun: true)
      add("admission", .ready, "the server would accept the pods that ask Tailscale (tried with dryRun)")
    } catch KubernetesError.notFound {
      return
    } catch let error as KubernetesError {
      add(
        "admission", .missing,
        "the server would refuse the pods that ask Tailscale: \(error.status?.summary ?? "\(error)")")
    } catch {
      add("admission", .missing, "the pods that ask Tailscale could not be tried: \(error)")
    }
  }
}

/// Image references as container runtimes write them out.
enum ImageReference {
  /// `busybox` → `docker.io/library/busybox:latest`.
  static func normalized(_ text: String) -> String {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let hasRegistry = parts.count > 1 && (parts[0].contains(".") || parts[0].contains(":") || parts[0] == "localhost")
    var full = hasRegistry ? text : "docker.io/\(parts.count == 1 ? "library/" : "")\(text)"
    let name = full.split(separator: "/").last ?? ""
    if !name.contains(":"), !name.contains("@") { full += ":latest" }
    return full
  }
}
