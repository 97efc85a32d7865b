import ArgumentParser
import Conformance

/// Where a run in the cluster can leave its reports.
enum RunnerDestination: String, CaseIterable, ExpressibleByArgument {
  case configmap, events, folder, openreports

  /// As the run itself takes it.
  var destination: ReportDestination {
    switch self {
    case .configmap: .configMap
    case .events: .events
    case .folder: .folder(ReportVolume.path)
    case .openreports: .openReports
    }
  }
}

/// netproof as a pod: what `manifests cronjob` and `manifests job` have in common.
struct RunnerFlags: ParsableArguments {
  @OptionGroup var pod: RunnerPodFlags

  @Option(
    help: ArgumentHelp(
      "Where reports go (repeatable; configmap and events): configmap, events, folder, openreports.",
      discussion: "folder is a PersistentVolumeClaim, with a folder per run.", valueName: "destination"))
  var deliver: [RunnerDestination] = []

  @Option(help: ArgumentHelp("How many runs the claim keeps (30).", valueName: "count"))
  var keep: Int?

  @Option(help: ArgumentHelp("A PersistentVolumeClaim that is there already, instead of a new one.", valueName: "name"))
  var claim: String?

  @Option(
    help: ArgumentHelp(
      "The size of the new claim: --keep runs, of about 0.1 MB a node each; 1Gi is for 300 nodes, 3Gi for 1,000.",
      valueName: "quantity"))
  var claimSize = "1Gi"

  @Option(
    help: ArgumentHelp("The new claim's class of storage; the cluster's default if not given.", valueName: "name"))
  var storageClass: String?

  @Option(help: ArgumentHelp("The service account, in netproof's namespace.", valueName: "name"))
  var serviceAccount = "netproof"

  @Option(
    help: ArgumentHelp(
      """
      Split the run into this many parts, each a pod of an Indexed Job (Kubernetes 1.29) with a namespace and \
      reports of its own; `netproof merge` joins them.
      """, valueName: "count"))
  var shards: Int?

  @Option(help: ArgumentHelp("How long a run may take at most.", valueName: "duration"))
  var deadline = DurationArgument(.seconds(1800))

  func validate() throws {
    if Set(deliver).count != deliver.count { throw ValidationError("A --deliver is given twice.") }
    if deadline.duration < .seconds(60) { throw ValidationError("--deadline \(deadline): give at least 1m.") }
    let isFolder = deliver.contains(.folder)
    if !isFolder, keep != nil || claim != nil || storageClass != nil {
      throw ValidationError("--keep, --claim and --storage-class are for --deliver folder.")
    }
    try ScaleOptions.checkParts(shards)
    if shards != nil, pod.location.namespace != GuestOptions.defaultNamespace {
      throw ValidationError("--shards and --namespace: parts have namespaces of their own, such as netproof-1-of-3.")
    }
    // What the run itself would refuse is refused here.
    _ = try arguments()
  }

  private var destinations: [ReportDestination] {
    (deliver.isEmpty ? [.configmap, .events] : deliver).map(\.destination)
  }

  /// The run's command line.
  private func arguments(day: SampleSeed? = nil) throws -> [String] {
    var own = ["--report-dir", "/tmp/netproof"]
    for destination in destinations { own += ["--deliver", destination.description] }
    if let keep { own += ["--keep", String(keep)] }
    let isSeeded = pod.more.contains { $0 == "--seed" || $0.hasPrefix("--seed=") }
    if let day, shards != nil, !isSeeded { own += ["--seed", day.description] }
    // Which part a pod is, it knows in its Job only.
    return try pod.arguments(own, unchecked: shards.map { ["--shard", "auto/\($0)"] } ?? [])
  }

  /// What the manifests are made from.
  ///
  /// - Parameter day: the night of a run in parts, which their pods could not agree on at midnight (UTC); `nil` where its
  ///   Job's name will tell it.
  func options(day: SampleSeed? = nil) throws -> RunnerOptions {
    var options = RunnerOptions(
      image: pod.runnerImage, arguments: try arguments(day: day), guest: pod.guest, account: serviceAccount,
      cilium: pod.location.cilium)
    options.destinations = destinations
    options.deadline = deadline.duration
    options.parts = shards
    options.nodeSelector = pod.nodeSelector
    if deliver.contains(.folder) {
      options.volume = ReportVolume(
        claim: claim ?? "netproof-reports", size: claim == nil ? claimSize : nil, storageClass: storageClass)
    }
    return options
  }
}

/// The pod and the command line of a run in the cluster, whoever starts it.
struct RunnerPodFlags: ParsableArguments {
  @Option(help: ArgumentHelp("The image of netproof itself, with netproof as its entry point.", valueName: "image"))
  var runnerImage: String

  @Option(help: "The scenario that the cluster must be in; one that has drifted fails.")
  var scenario: Scenario?

  @Option(
    name: .customLong("runs-on"),
    help: ArgumentHelp("A label of the nodes that the runner itself may be on (repeatable).", valueName: "key=value"))
  var runsOn: [String] = []

  @OptionGroup var location: LocationOptions
  @OptionGroup(title: "Probe pods") var pods: PodOptions
  @OptionGroup(title: "Packets") var captures: CaptureFlags
  @OptionGroup(title: "The tailnet") var tailscale: TailscaleFlags

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("More options of `netproof run`, behind --.", valueName: "run options"))
  var more: [String] = []

  func validate() throws {
    if runnerImage.isEmpty || runnerImage.contains(where: \.isWhitespace) {
      throw ValidationError("--runner-image '\(runnerImage)' is no image reference.")
    }
    for label in runsOn where label.split(separator: "=", omittingEmptySubsequences: false).count != 2 {
      throw ValidationError("--runs-on '\(label)': give KEY=VALUE.")
    }
    // They would say something else than the manifest does.
    let fixed = [
      "--lab", "--kubeconfig", "--context", "--namespace", "-n", "--report-dir", "--deliver", "--keep", "--scenario",
      "--image", "--image-pull-secret", "--pod-security", "--capture", "--capture-image", "--tailscale-socket",
      "--tailscale-image", "--cilium-namespace",
      "--cilium-daemonset", "--shard",
    ]
    for word in more {
      let name = word.split(separator: "=").first.map(String.init) ?? word
      if fixed.contains(name) {
        throw ValidationError(
          "\(name) behind --: give it to `netproof manifests` itself, where it has a meaning there.")
      }
    }
  }

  var nodeSelector: [String: String] {
    Dictionary(
      runsOn.map { label in
        let parts = label.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        return (parts[0], parts[1])
      }, uniquingKeysWith: { $1 })
  }

  var guest: GuestOptions {
    var guest = GuestOptions(location: location, pods: pods)
    guest.capture = captures.options
    guest.tailscale = tailscale.options
    return guest
  }

  /// The whole command line, which `netproof run` would accept.
  ///
  /// - Parameter unchecked: words that have a meaning in the pod only.
  func arguments(_ own: [String], unchecked: [String] = []) throws -> [String] {
    let (standard, cilium) = (GuestOptions(), CiliumLocation())
    var words = ["run"] + own
    func add(_ name: String, _ value: String, unless usual: String) {
      if value != usual { words += [name, value] }
    }
    if let scenario { words += ["--scenario", scenario.rawValue] }
    add("--namespace", location.namespace, unless: standard.namespace)
    add("--cilium-namespace", location.ciliumNamespace, unless: cilium.namespace)
    add("--cilium-daemonset", location.ciliumDaemonset, unless: cilium.daemonSet)
    add("--image", pods.image, unless: standard.image)
    for secret in pods.imagePullSecret { words += ["--image-pull-secret", secret] }
    add("--pod-security", pods.podSecurity.rawValue, unless: standard.podSecurity.rawValue)
    if captures.capture { words.append("--capture") }
    if let image = captures.captureImage { words += ["--capture-image", image] }
    if tailscale.tailscaleSocket { words.append("--tailscale-socket") }
    if let image = tailscale.tailscaleImage { words += ["--tailscale-image", image] }
    words += more
    do {
      _ = try RunCommand.parse(Array(words.dropFirst()))
    } catch {
      throw ValidationError("netproof run would refuse this: \(RunCommand.message(for: error))")
    }
    return words + unchecked
  }
}
