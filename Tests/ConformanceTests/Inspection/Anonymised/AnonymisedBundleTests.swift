import Archives
import Cilium
import Foundation
import Sysdump
import SysdumpRecordings
import Testing

@testable import Conformance

@Suite("An anonymised bundle")
struct AnonymisedBundleTests {
  private static func files(_ name: String, _ change: (inout [String: Data]) -> Void = { _ in }) throws -> [ArchiveFile]
  {
    var files = try Recordings.files(of: name)
    change(&files)
    return files.sorted { $0.key < $1.key }.map { path, data in
      ArchiveFile(
        entry: ArchiveEntry(path: path, size: data.count, modified: Date(timeIntervalSince1970: 1_795_970_000)),
        data: data)
    }
  }

  private static func cases(_ files: [ArchiveFile]) throws -> [CaseRecord] {
    try ArchiveInspection(Sysdump(files: files, name: "x")).record(toolVersion: "1.0.0").scenarios.flatMap(\.cases)
  }

  /// What must not stand in any byte of it: names, addresses, hardware addresses of the original.
  private static func own(_ dump: Sysdump) -> Set<String> {
    var own = Set((dump.objects.nodes.value ?? []).compactMap(\.metadata.name))
    own.formUnion((dump.objects.pods.value ?? []).compactMap(\.metadata.name))
    own.formUnion(dump.agents.compactMap(\.hostname.value))
    let devices = dump.agents.flatMap { ($0.tables.value?.devices ?? []) + ($0.links.value ?? []) }
    let addresses = devices.flatMap(\.addresses).filter { !AddressMap.isKept($0) }.map { "\($0)" }
    let hardware = devices.map(\.hardwareAddress).filter { $0.count == 17 && $0 != "00:00:00:00:00:00" }
    let blocks = (dump.objects.ciliumNodes.value ?? []).flatMap { $0.spec?.ipam?.podCIDRs ?? [] }
    let external = (dump.objects.nodes.value ?? []).flatMap { $0.status?.addresses ?? [] }.map(\.address)
    let seen = dump.agents.flatMap { $0.translations.value ?? [] }.flatMap { ["\($0.source)", "\($0.destination)"] }
    return own.union(addresses).union(hardware).union(blocks).union(external).union(seen).filter { !$0.isEmpty }
  }

  /// Whether a text stands in another and is not a part of a longer number or word.
  private static func stands(_ wanted: String, in text: String) -> Bool {
    text.ranges(of: wanted).contains { range in
      let before = range.lowerBound > text.startIndex ? text[text.index(before: range.lowerBound)] : " "
      let after = range.upperBound < text.endIndex ? text[range.upperBound] : " "
      let isAddress = wanted.first?.isNumber == true
      return !before.isLetter && !before.isNumber && !(isAddress && before == ".") && !after.isLetter && !after.isNumber
    }
  }

  static let names = ["1.18-C-steady", "1.15-C", "1.18-F-vxlan-drop", "1.18-three-C", "1.18-wildcard-master"]

  @Test("has the verdicts of the original, and nothing of it in any byte", arguments: names)
  func same(_ name: String) throws {
    let plain = try Self.files(name)
    let made = try AnonymisedBundle(of: plain)
    let (before, after) = (try Self.cases(plain), try Self.cases(made.files))
    #expect(before.map(\.verdict) == after.map(\.verdict) && before.map(\.aspect) == after.map(\.aspect))
    #expect(made.compared > before.count && !before.isEmpty)
    let codes = { (cases: [CaseRecord]) in cases.map { $0.diagnosis?.code.description } }
    #expect(codes(before) == codes(after))
    let own = Self.own(Sysdump(files: plain, name: "x"))
    #expect(own.count > 10)
    for file in made.files {
      let text = file.entry.path + "\n" + String(decoding: file.data, as: UTF8.self)
      for wanted in own where text.contains(wanted) {
        #expect(!Self.stands(wanted, in: text), "\(wanted) in \(file.entry.path)")
      }
    }
  }

  @Test("has no key, token, image or comment that somebody put into the original")
  func secrets() throws {
    let secret = "s3cr3t-of-acme"
    let key = "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk="
    let plain = try Self.files("1.18-C-steady") { files in
      for path in files.keys {
        guard let data = files[path] else { continue }
        let text = String(decoding: data, as: UTF8.self)
        if path.contains("/cilium-configmap-") {
          files[path] = Data(text.replacing("\ndata:\n", with: "\ndata:\n  etcd-config: \(secret)\n").utf8)
        } else if path.hasSuffix("/iptables-save--c.md") {
          let rule = "[0:0] -A INPUT -m comment --comment \"\(secret) x\" -j ACCEPT\n"
          files[path] = Data(text.replacing("COMMIT", with: rule + "COMMIT").utf8)
        } else if path.hasSuffix("/hostname.md") {
          let folder = path.dropLast("hostname.md".count)
          files["\(folder)wg-show.md"] = Data(
            "interface: wg0\n  public key: \(key)\n\npeer: \(key)\n  endpoint: 203.0.113.9:51820\n  allowed ips: 10.9.0.0/24\n"
              .utf8)
        }
      }
    }
    let text = try AnonymisedBundle(of: plain).files.map { String(decoding: $0.data, as: UTF8.self) }.joined()
    #expect(!text.contains("s3cr3t") && !text.contains(key) && !text.contains("203.0.113.9"))
    #expect(text.contains("public key: ") && text.contains(":51820"))
  }

  @Test("replaces a name everywhere alike, as a whole, with its domain, and within another")
  func replaced() throws {
    let dump = Sysdump(files: try Self.files("1.18-C-steady"), name: "x")
    let map = NameMap(dump, ["instance-master", "instance-worker", "master"])
    let master = map("instance-master")
    #expect(map.word("instance-master", isOutput: true) == master)
    #expect(map.word("instance-master.example.com", isOutput: true) == master)
    #expect(map.word("kube-apiserver-instance-master", isOutput: true) == "kube-apiserver-\(master)")
    #expect(map.word("instance-worker", isOutput: true) > master)
    // A word of ip's output stays one, also where a node is called that.
    #expect(map.word("master", isOutput: true) == "master" && map.word("master", isOutput: false) != "master")
  }

  @Test("finds addresses in whatever they stand in")
  func texts() throws {
    let addresses = { (text: String) in TextAnonymiser.find(in: text) }
    for text in [
      "a 10.0.0.1:80 b", "[fd00::1]:443", "10.0.0.0/24 dev x", "fe80::1%eth0", "\"10.0.0.1\",", "10.0.0.1-10.0.0.9",
      "to 10.0.0.1.", "src=10.0.0.1",
    ] {
      #expect(!addresses(text).isEmpty, "\(text)")
    }
    for text in ["16:22:43", "2026-11-29T16:22:43Z", "v1.18.0", "02:00:17:0a:bb:cc", "1.2.3", "k8s:app=web"] {
      #expect(addresses(text).isEmpty, "\(text): \(addresses(text))")
    }
  }
}
