/// The rules whose violation is a 422 (`pkg/apis/*/validation`): those that a person is likely to meet in the lab.
enum Validation {
  /// Throws when a new or changed object breaks a rule of its kind.
  static func check(_ object: JSONValue, type: ResourceType) throws(APIStatus) {
    var causes = nameCauses(object, type: type)
    causes += labelCauses(object["metadata"]["labels"], field: "metadata.labels")
    switch type.key {
    case .pods: causes += podCauses(object["spec"], field: "spec")
    case .services: causes += serviceCauses(object["spec"])
    case .deployments, .daemonSets, .replicaSets: causes += workloadCauses(object["spec"], type: type)
    case .jobs:
      causes += podCauses(object["spec"]["template"]["spec"], field: "spec.template.spec")
      causes += BatchDefaults.jobCauses(object["spec"], field: "spec")
    case .cronJobs:
      let pod = object["spec"]["jobTemplate"]["spec"]["template"]["spec"]
      causes += podCauses(pod, field: "spec.jobTemplate.spec.template.spec")
      causes += BatchDefaults.cronJobCauses(object["spec"])
    default: break
    }
    guard causes.isEmpty else {
      throw .invalid(
        kind: type.kind, group: type.group, name: object["metadata"]["name"].string ?? "", causes: causes)
    }
  }

  /// A pod's specification is fixed after its creation but for a few fields.
  static func checkPodUpdate(from old: JSONValue, to new: JSONValue) throws(APIStatus) {
    guard fixedPart(old["spec"]) != fixedPart(new["spec"]) else { return }
    throw .invalid(
      kind: "Pod", group: "", name: old["metadata"]["name"].string ?? "",
      causes: [
        .forbidden(
          "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
            + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
            + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
          field: "spec")
      ])
  }

  /// Selectors of workloads are fixed after their creation.
  static func checkWorkloadUpdate(from old: JSONValue, to new: JSONValue, type: ResourceType) throws(APIStatus) {
    guard old["spec"]["selector"] != new["spec"]["selector"] else { return }
    throw .invalid(
      kind: type.kind, group: type.group, name: old["metadata"]["name"].string ?? "",
      causes: [
        .invalidValue(new["spec"]["selector"].serialized, "field is immutable", field: "spec.selector")
      ])
  }

  private static func fixedPart(_ spec: JSONValue) -> JSONValue {
    var spec = spec
    for field in ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "nodeName"] {
      spec[field] = .null
    }
    for list in ["containers", "initContainers"] {
      spec[list] = .array(
        spec[list].array.map { container in
          var container = container
          container["image"] = .null
          return container
        })
    }
    return spec
  }

  private static func nameCauses(_ object: JSONValue, type: ResourceType) -> [APIStatus.Cause] {
    guard let name = object["metadata"]["name"].string, !name.isEmpty else {
      return object["metadata"]["generateName"].isEmpty
        ? [.required("metadata.name", "name or generateName is required")] : []
    }
    // RFC 1035 for Services, RFC 1123 for the rest; Namespaces without dots.
    let label = type.key == .services || type.key == .namespaces
    guard !isName(name, dots: !label) else { return [] }
    let why =
      label
      ? "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
        + "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
      : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
        + "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
    return [.invalidValue(name, why, field: "metadata.name")]
  }

  private static func isName(_ name: String, dots: Bool) -> Bool {
    guard name.utf8.count <= (dots ? 253 : 63) else { return false }
    let parts = dots ? name.split(separator: ".", omittingEmptySubsequences: false) : [name[...]]
    return parts.allSatisfy { part in
      part.utf8.allSatisfy { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        && part.utf8.first.map(isLowerAlphanumeric) == true && part.utf8.last.map(isLowerAlphanumeric) == true
    }
  }

  private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func labelCauses(_ labels: JSONValue, field: String) -> [APIStatus.Cause] {
    labels.object.sorted { $0.key < $1.key }.flatMap { key, value -> [APIStatus.Cause] in
      var causes: [APIStatus.Cause] = []
      let name = key.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init) ?? ""
      if name.isEmpty || !isLabelText(name) {
        causes.append(
          .invalidValue(
            key,
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
              + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
              + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')", field: field))
      }
      if let text = value.string, !isLabelText(text) {
        causes.append(
          .invalidValue(
            text,
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
              + "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used "
              + "for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')", field: field))
      }
      return causes
    }
  }

  private static func isLabelText(_ text: String) -> Bool {
    func isAlphanumeric(_ character: Character) -> Bool {
      character.isASCII && (character.isLetter || character.isNumber)
    }
    guard text.count <= 63 else { return false }
    guard let first = text.first, let last = text.last else { return true }
    return isAlphanumeric(first) && isAlphanumeric(last)
      && text.allSatisfy { isAlphanumeric($0) || "-_.".contains($0) }
  }

  private static func podCauses(_ spec: JSONValue, field: String) -> [APIStatus.Cause] {
    var causes: [APIStatus.Cause] = []
    let containers = spec["containers"].array
    if containers.isEmpty { causes.append(.required("\(field).containers")) }
    for (index, container) in containers.enumerated() {
      if container["name"].isEmpty { causes.append(.required("\(field).containers[\(index)].name")) }
      if container["image"].isEmpty { causes.append(.required("\(field).containers[\(index)].image")) }
    }
    let policies = ["Always", "OnFailure", "Never"]
    if let policy = spec["restartPolicy"].string, !policies.contains(policy) {
      causes.append(.notSupported(policy, supported: policies, field: "\(field).restartPolicy"))
    }
    return causes
  }

  private static func serviceCauses(_ spec: JSONValue) -> [APIStatus.Cause] {
    spec["ports"].isEmpty && spec["clusterIP"].string != "None" && spec["type"].string != "ExternalName"
      ? [.required("spec.ports")] : []
  }

  private static func workloadCauses(_ spec: JSONValue, type: ResourceType) -> [APIStatus.Cause] {
    let pod = spec["template"]["spec"]
    var causes = podCauses(pod, field: "spec.template.spec")
    // What makes pods for good takes none that end (`pkg/apis/apps/validation`).
    if let policy = pod["restartPolicy"].string, policy != "Always" {
      causes.append(.notSupported(policy, supported: ["Always"], field: "spec.template.spec.restartPolicy"))
    }
    if pod["activeDeadlineSeconds"] != .null {
      causes.append(
        .forbidden(
          "activeDeadlineSeconds in \(type.kind) is not Supported", field: "spec.template.spec.activeDeadlineSeconds"))
    }
    let labels = spec["template"]["metadata"]["labels"]
    if spec["selector"].isEmpty {
      causes.append(.required("spec.selector"))
    } else if !LabelSelector(spec["selector"]).matches(labels.strings) {
      causes.append(
        .invalidValue(
          labels.serialized, "`selector` does not match template `labels`", field: "spec.template.metadata.labels"))
    }
    return causes
  }
}
