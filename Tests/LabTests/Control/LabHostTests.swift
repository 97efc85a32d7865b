import Foundation
import NIOSSL
import Testing

@testable import Lab

@Suite("The lab's process and files")
struct LabHostTests {
  private func temporary() -> String {
    FileManager.default.temporaryDirectory.appending(path: "lab-host-tests-\(UUID().uuidString)").path
  }

  @Test("Arguments survive the way through the command line")
  func arguments() throws {
    var options = LabOptions(executable: "/x", stateDirectory: "/y", cilium: .v119, port: 7)
    options.devices = "enp+,tailscale+"
    for detached in [true, false] {
      let arguments = LabHostArguments(options: options, detached: detached)
      #expect(try LabHostArguments(parsing: Array(arguments.words.dropFirst())) == arguments)
    }
    options.devices = nil
    let without = LabHostArguments(options: options, detached: false)
    #expect(try LabHostArguments(parsing: Array(without.words.dropFirst())).options.devices == nil)
    #expect(throws: LabError.self) { _ = try LabHostArguments(parsing: ["--port", "x"]) }
    #expect(throws: LabError.self) { _ = try LabHostArguments(parsing: ["--nosuch", "x"]) }
  }

  @Test("A state directory replaces its like and nothing else")
  func stateDirectory() throws {
    let state = StateDirectory(path: temporary())
    defer { try? FileManager.default.removeItem(atPath: state.path) }
    try state.prepare()
    try state.write("secret", to: state.kubeconfig)
    let mode = try FileManager.default.attributesOfItem(atPath: state.kubeconfig)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    try state.prepare()
    #expect(!FileManager.default.fileExists(atPath: state.kubeconfig))
    state.remove()
    #expect(!FileManager.default.fileExists(atPath: state.path))

    try FileManager.default.createDirectory(atPath: state.path, withIntermediateDirectories: true)
    try "mine".write(toFile: state.file("thesis.txt"), atomically: true, encoding: .utf8)
    #expect(throws: LabError.self) { try state.prepare() }
    state.remove()
    #expect(FileManager.default.fileExists(atPath: state.file("thesis.txt")))
  }

  @Test("A process is known by its start, not by its number alone")
  func identity() throws {
    let own = try #require(ProcessIdentity(pid: getpid()))
    #expect(own.isAlive)
    var other = own
    other.startTicks += 1
    #expect(!other.isAlive)
    #expect(try JSONDecoder().decode(ProcessIdentity.self, from: JSONEncoder().encode(own)) == own)
    #expect(ProcessIdentity(pid: 0) == nil)
  }

  @Test("Nothing runs in a directory without a living owner")
  func notRunning() {
    #expect(Lab.running(in: temporary()) == nil)
  }

  @Test("Certificates: the server's names, and an administrator whom the API server knows")
  func certificates() async throws {
    let directory = URL(filePath: temporary())
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let pki = try await LabPKI.make(in: directory, serverNames: ["DNS:localhost", "IP:10.96.0.1"])
    let identities = try LabAssembly.identities(pki)
    let admin = try NIOSSLCertificate.fromPEMBytes(Array(pki.administrator.certificate.utf8))[0]
    let user = try identities.user(certificate: Data(admin.toDERBytes()), headers: [:])
    #expect(user.isAdministrator)
    let server = try NIOSSLCertificate.fromPEMBytes(Array(pki.server.certificate.utf8))[0]
    #expect("\(server)".contains("localhost") && "\(server)".contains("10.96.0.1"))
    let text = Kubeconfig.text(server: "https://127.0.0.1:1", pki: pki)
    let kubeconfig = try RequestBody.yaml(Data(text.utf8))
    #expect(kubeconfig["current-context"] == "netproof-lab")
    #expect(kubeconfig["clusters"][0]["cluster"]["server"] == "https://127.0.0.1:1")
  }
}
