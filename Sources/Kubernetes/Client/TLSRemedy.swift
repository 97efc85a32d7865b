/// What to do about a TLS session that did not come about, from libcurl's and OpenSSL's words for the cause
/// (openssl `crypto/x509/x509_txt.c`, RFC 8446 section 6 for the alerts).
enum TLSRemedy {
  static func text(for cause: String) -> String {
    let words = cause.lowercased()
    return causes.first { $0.signs.contains { words.contains($0) } }?.remedy ?? general
  }

  private static let general =
    "check certificate-authority, tls-server-name and the client certificate in the kubeconfig"

  private static let causes: [(signs: [String], remedy: String)] = [
    (
      ["alert certificate expired", "alert expired certificate"],
      "the client certificate of this context has expired: renew it (kubeadm: `kubeadm certs renew`)"
    ),
    (
      ["alert bad certificate", "alert unknown ca", "alert certificate unknown", "alert certificate required"],
      "the server refuses the client certificate of this context: check client-certificate in the kubeconfig"
    ),
    (
      ["certificate has expired", "certificate is not yet valid"],
      "the server's certificate is out of its time: renew it, or set the clock of this machine right"
    ),
    (
      ["local issuer certificate", "self-signed certificate", "self signed certificate", "unable to verify"],
      "the server's certificate is not signed by certificate-authority in the kubeconfig: take the cluster's own CA, and "
        + "make sure that no proxy in between ends TLS"
    ),
    (
      ["no alternative certificate subject name", "does not match target host name"],
      "the server's certificate names another host: use a name that it has in `server`, or set tls-server-name"
    ),
    (
      ["wrong version number", "unknown protocol", "http/0.9"],
      "the server does not speak TLS on this port: check the port, and http instead of https, in `server`"
    ),
  ]
}
