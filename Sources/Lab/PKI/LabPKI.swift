import Foundation
import Subprocess

/// The lab's own certificate authority and what it issues: one server and one administrator.
struct LabPKI: Sendable {
  /// PEM.
  var authority: String
  var server: KeyPair
  var administrator: KeyPair

  /// A PEM certificate with its PEM key.
  struct KeyPair: Sendable {
    var certificate: String
    var key: String
  }

  /// Makes everything anew with the `openssl` program (EC P-256: instant).
  /// - Parameters:
  ///   - directory: An existing directory for the files; nobody else may read it.
  ///   - serverNames: Subject alternative names in OpenSSL's form (`DNS:localhost`, `IP:127.0.0.1`).
  static func make(in directory: URL, serverNames: [String]) async throws -> LabPKI {
    let authorityKey = directory.appending(path: "ca.key").path
    let authorityCertificate = directory.appending(path: "ca.crt").path
    try await openssl(
      newKey(authorityKey, authorityCertificate, subject: "/CN=netproof-lab-ca") + [
        "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
      ])
    let issuer = ["-CA", authorityCertificate, "-CAkey", authorityKey, "-addext", "basicConstraints=critical,CA:FALSE"]
    func issue(_ name: String, subject: String, extensions: [String]) async throws -> KeyPair {
      let key = directory.appending(path: "\(name).key").path
      let certificate = directory.appending(path: "\(name).crt").path
      try await openssl(
        newKey(key, certificate, subject: subject) + issuer + extensions.flatMap { ["-addext", $0] })
      return KeyPair(certificate: try text(certificate), key: try text(key))
    }
    async let server = issue(
      "apiserver", subject: "/CN=kube-apiserver",
      extensions: ["extendedKeyUsage=serverAuth", "subjectAltName=\(serverNames.joined(separator: ","))"])
    async let administrator = issue(
      "admin", subject: "/O=system:masters/CN=kubernetes-admin", extensions: ["extendedKeyUsage=clientAuth"])
    return try await LabPKI(
      authority: text(authorityCertificate), server: server, administrator: administrator)
  }

  private static func newKey(_ key: String, _ certificate: String, subject: String) -> [String] {
    [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650",
      "-keyout", key, "-out", certificate, "-subj", subject,
    ]
  }

  private static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  private static func openssl(_ arguments: [String]) async throws {
    let result = try await Subprocess.run(
      .name("openssl"), arguments: Arguments(arguments), output: .discarded, error: .string(limit: 1 << 16))
    guard result.terminationStatus.isSuccess else {
      throw LabError(
        "openssl could not make the lab's certificates (\(arguments.prefix(3).joined(separator: " ")) …): "
          + "\(result.terminationStatus): \(result.standardError)")
    }
  }
}
