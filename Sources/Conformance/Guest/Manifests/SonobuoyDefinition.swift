import Kubernetes

/// The definition of a Sonobuoy plugin (`Manifest` and `SonobuoyConfig` in vmware-tanzu/sonobuoy,
/// `pkg/plugin/manifest/manifest.go`). Sonobuoy adds its worker and the volume `results` to the pod.
public struct SonobuoyDefinition: Encodable, Sendable {
  /// Where the volume `results` is seen (`plugin.ResultsDir` in `pkg/plugin/constants.go`).
  public static let resultsFolder = "/tmp/sonobuoy/results"

  struct Configuration: Encodable, Sendable {
    var driver: String
    var pluginName: String
    var resultFormat: String
    var resultFiles: [String]
    var description: String

    enum CodingKeys: String, CodingKey {
      case driver, description
      case pluginName = "plugin-name"
      case resultFormat = "result-format"
      case resultFiles = "result-files"
    }
  }

  var configuration: Configuration
  var podSpec: PodSpec
  var spec: Container

  enum CodingKeys: String, CodingKey {
    case configuration = "sonobuoy-config"
    case podSpec, spec
  }

  init(_ options: RunnerOptions) {
    configuration = Configuration(
      driver: "Job", pluginName: "netproof", resultFormat: "junit", resultFiles: ["junit.xml"],
      description: "Proves with packets what Cilium's devices setting does.")
    let secrets = options.guest.imagePullSecrets.map { LocalObjectReference(name: $0) }
    podSpec = PodSpec(
      containers: [], nodeSelector: options.nodeSelector.isEmpty ? nil : options.nodeSelector,
      restartPolicy: "Never", serviceAccountName: options.account,
      terminationGracePeriodSeconds: RunnerPod.gracePeriod, imagePullSecrets: secrets.isEmpty ? nil : secrets)
    var container = RunnerPod(options).container
    container.name = "plugin"
    // The worker beside it may need another user: what is restricted is restricted here, not for the whole pod.
    container.securityContext?.runAsNonRoot = true
    container.securityContext?.runAsUser = RunnerPod.user
    container.securityContext?.runAsGroup = RunnerPod.user
    container.securityContext?.seccompProfile = SeccompProfile(type: "RuntimeDefault")
    container.volumeMounts = [VolumeMount(name: "results", mountPath: Self.resultsFolder)]
    container.env?.append(EnvVar(name: "SONOBUOY_RESULTS_DIR", value: Self.resultsFolder))
    spec = container
  }
}

extension GuestManifests {
  /// The definition of a Sonobuoy plugin, for `sonobuoy run --plugin`.
  ///
  /// - Throws: What encoding throws, which is a defect of this program.
  public static func sonobuoy(_ options: RunnerOptions) throws -> String {
    try KubernetesYAML.encode(SonobuoyDefinition(options))
  }
}
