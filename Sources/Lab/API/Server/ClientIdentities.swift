import Foundation
import NIOSSL

/// Who the holders of client certificates are. The lab issues them itself, so it knows them by their bytes; the TLS
/// handshake proves that the client holds the key.
struct ClientIdentities: Sendable {
  private let users: [Data: APIUser]

  /// - Parameter users: DER certificates and whom they name.
  init(users: [Data: APIUser]) { self.users = users }

  /// The user of a request; 401 for credentials that nobody issued.
  /// - Parameters:
  ///   - certificate: The DER form of the client's certificate, if it sent one.
  ///   - headers: Header fields of the request, names in lower case.
  ///   - tokenUser: Whose a bearer token is.
  func user(
    certificate: Data?, headers: [String: String], tokenUser: (String) -> APIUser? = { _ in nil }
  ) throws(APIStatus) -> APIUser {
    if let certificate {
      guard let user = users[certificate] else { throw .unauthorized }
      return user
    }
    // A browser's way to send a token is not served. Basic authentication is ignored, as by a real server.
    let offersToken = headers["sec-websocket-protocol"]?.contains("base64url.bearer.authorization.k8s.io.") == true
    guard !offersToken else { throw .unauthorized }
    guard let field = headers["authorization"], field.lowercased().hasPrefix("bearer ") else { return .anonymous }
    guard let user = tokenUser(field.dropFirst(7).trimmingCharacters(in: .whitespaces)) else { throw .unauthorized }
    return user
  }
}

extension ClientIdentities {
  /// One user by a PEM certificate.
  init(pem: String, user: APIUser) throws {
    let certificates = try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))
    self.init(users: Dictionary(try certificates.map { (Data(try $0.toDERBytes()), user) }, uniquingKeysWith: { $1 }))
  }
}
