import Cilium
import Foundation
import Kubernetes
import Sysdump

/// Other names in place of a cluster's nodes, pods and itself, in the same order: what is sorted by name is sorted alike.
struct NameMap {
  private var names: [String: String] = [:]
  /// Names that are words of commands' output, too: there they stay what they are.
  private static let words: Set<String> = [
    "master", "default", "main", "local", "host", "node", "kernel", "link", "scope", "proto", "unicast", "none",
    "global",
    "src", "dev", "via", "metric", "peer", "state", "group", "mode", "up", "down", "from", "all", "lookup", "type",
    "cilium", "ethernet", "linux", "kube-system", "cluster", "true", "false",
  ]

  init(_ dump: Sysdump, _ nodes: [String]) {
    for (number, name) in Set(nodes).sorted().enumerated() { names[name] = "node-\(Self.digits(number + 1))" }
    let pods = (dump.objects.pods.value ?? []).compactMap { pod in pod.metadata.name.map { (name: $0, pod: pod) } }
    for (number, entry) in pods.sorted(by: { $0.name < $1.name }).enumerated() where names[entry.name] == nil {
      names[entry.name] = "\(Self.kind(entry.pod))-\(Self.digits(number + 1))"
    }
    for record in dump.agents {
      guard let host = record.hostname.value, names[host] == nil else { continue }
      // A host's name may be the node's with its domain, or without.
      let short = host.prefix { $0 != "." }
      let node = names.first { $0.key.prefix { $0 != "." } == short && nodes.contains($0.key) }
      names[host] = node?.value ?? "host-\(Self.digits(names.count))"
    }
    take(dump.objects)
    if let cluster = dump.objects.configuration.value?["cluster-name"], !Self.words.contains(cluster), !cluster.isEmpty
    {
      names[cluster] = "cluster-1"
    }
  }

  /// What selects nodes, and where Cilium is.
  private mutating func take(_ objects: ClusterObjects) {
    let settings = objects.nodeConfigurations.value ?? []
    let keys = Set(settings.flatMap { ReducedObjects.keys($0.spec?.nodeSelector) })
    let labels = (objects.nodes.value ?? []).flatMap { node in
      (node.metadata.labels ?? [:]).filter { keys.contains($0.key) }.values
    }
    let asked = settings.flatMap { ReducedObjects.values($0.spec?.nodeSelector) }
    name(labels + asked, "label")
    name(settings.compactMap(\.metadata.name), "config")
    let namespaces =
      settings.compactMap(\.metadata.namespace) + (objects.pods.value ?? []).compactMap(\.metadata.namespace)
    name(namespaces, "namespace")
  }

  private mutating func name(_ originals: [String], _ kind: String) {
    for (number, original) in Set(originals).sorted().enumerated() {
      guard !original.isEmpty, names[original] == nil, !Self.words.contains(original) else { continue }
      names[original] = "\(kind)-\(Self.digits(number + 1))"
    }
  }

  private static func digits(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 5 - text.count)) + text
  }

  /// Agents and DNS pods are told by their names, too.
  private static func kind(_ pod: Pod) -> String {
    let labels = pod.metadata.labels ?? [:]
    if labels["k8s-app"] == "cilium" { return "cilium" }
    let isDNS = pod.metadata.name?.contains("dns") == true || labels.values.contains { $0.contains("dns") }
    return isDNS ? "coredns" : "pod"
  }

  /// The originals.
  var originals: [String] { names.keys.sorted() }

  /// The name in place of another; a name that is none of the cluster's stays.
  func callAsFunction(_ name: String) -> String { names[name] ?? name }

  /// A word with the names in it replaced: as a whole, with a domain, or between hyphens.
  ///
  /// - Parameter isOutput: Whether it stands in a command's output, where some names are words.
  func word(_ word: Substring, isOutput: Bool) -> String {
    if let name = known(String(word), isOutput) { return name }
    if let dot = word.firstIndex(of: "."), let name = known(String(word[..<dot]), isOutput) { return name }
    guard word.contains("-") else { return String(word) }
    var parts = word.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    var start = 0
    search: while start < parts.count {
      for end in stride(from: min(parts.count, start + 8), to: start, by: -1) {
        let name = parts[start..<end].joined(separator: "-")
        guard !Self.words.contains(name), let other = names[name] else { continue }
        parts.replaceSubrange(start..<end, with: [other])
        break
      }
      start += 1
      continue search
    }
    return parts.joined(separator: "-")
  }

  private func known(_ name: String, _ isOutput: Bool) -> String? {
    isOutput && Self.words.contains(name) ? nil : names[name]
  }
}
