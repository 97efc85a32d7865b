import Foundation
import Testing

@testable import Lab

@Suite("Pod addresses")
struct PodAddressPoolTests {
  private func pool(_ cidr: String = "10.244.0.0/24") throws -> PodAddressPool {
    PodAddressPool(network: try #require(IPNetwork(cidr)), reserved: ["10.244.0.114"], first: 113)
  }

  @Test("go round, past the router's, and are not used again at once")
  func roundRobin() throws {
    var pool = try pool()
    #expect(pool.allocate() == "10.244.0.113")
    #expect(pool.allocate() == "10.244.0.115")
    pool.release("10.244.0.115")
    #expect(pool.allocate() == "10.244.0.116")
  }

  @Test("end when all are taken, and never are the network's or the broadcast address")
  func exhaustion() throws {
    var pool = try pool()
    var all: Set<String> = []
    while let address = pool.allocate() { all.insert(address) }
    #expect(all.count == 253)
    #expect(!all.contains("10.244.0.0") && !all.contains("10.244.0.255") && !all.contains("10.244.0.114"))
    pool.release("10.244.0.7")
    #expect(pool.allocate() == "10.244.0.7")
  }
}

@Suite("Images")
struct LabImageTests {
  @Test(
    "are known by their repository",
    arguments: [
      ("busybox", LabImage.busybox), ("docker.io/library/busybox:1.36", .busybox),
      ("registry.k8s.io/coredns/coredns:v1.13.1", .coredns), ("quay.io/cilium/cilium:v1.19.4@sha256:00", .cilium),
      ("localhost:5000/busybox:latest", .busybox),
    ])
  func known(reference: String, image: LabImage) {
    #expect(LabImage(reference: reference) == image)
  }

  @Test("unknown ones are refused", arguments: ["nginx", "", "registry.example/busybox/tool:1"])
  func unknown(reference: String) {
    #expect(LabImage(reference: reference) == nil)
  }
}

@Suite("Finding a container's command")
struct ExecutableLookupTests {
  private func withRoot(_ body: (String) throws -> Void) throws {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: "\(root)/bin", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: root) }
    let executable: [FileAttributeKey: Any] = [.posixPermissions: 0o755]
    #expect(FileManager.default.createFile(atPath: "\(root)/bin/ls", contents: Data(), attributes: executable))
    let plain: [FileAttributeKey: Any] = [.posixPermissions: 0o644]
    #expect(FileManager.default.createFile(atPath: "\(root)/bin/text", contents: Data(), attributes: plain))
    try FileManager.default.createSymbolicLink(atPath: "\(root)/bin/link", withDestinationPath: "/bin/elsewhere")
    try body(root)
  }

  private func check(_ command: String, _ root: String) throws {
    try ExecutableLookup.check(command, path: "/sbin:/bin", workingDirectory: "/bin", root: root)
  }

  @Test("looks in the path, at absolute and at relative files, inside the root only")
  func finding() throws {
    try withRoot { root in
      for command in ["ls", "/bin/ls", "./ls", "link"] { try check(command, root) }
    }
  }

  @Test("says in the runtime's words why not")
  func refusing() throws {
    try withRoot { root in
      func reason(_ command: String) -> String? {
        do { try check(command, root) } catch { return "\(error)" }
        return nil
      }
      #expect(reason("nope") == "exec: \"nope\": executable file not found in $PATH")
      #expect(reason("/no/such") == "exec: \"/no/such\": stat /no/such: no such file or directory")
      #expect(reason("/bin/text") == "exec: \"/bin/text\": permission denied")
    }
  }
}

@Suite("Security identities")
struct SecurityIdentityTests {
  @Test("are the same for the same labels, whatever their order, and above the reserved ones")
  func stable() {
    let one = SecurityIdentity.of(namespace: "probe", labels: ["a": "1", "b": "2"])
    #expect(one == SecurityIdentity.of(namespace: "probe", labels: ["b": "2", "a": "1"]))
    #expect(one != SecurityIdentity.of(namespace: "other", labels: ["a": "1", "b": "2"]))
    #expect(one >= 256)
  }
}
