import Testing

@testable import Kubernetes

@Suite("What to do about a failed TLS session")
struct TLSRemedyTests {
  /// libcurl 7.88.1 with OpenSSL 3.0 (Debian 12), as its error buffer said it.
  @Test(
    "each cause has its own remedy",
    arguments: [
      ("SSL certificate problem: certificate has expired", "out of its time"),
      ("SSL certificate problem: unable to get local issuer certificate", "not signed by certificate-authority"),
      ("SSL certificate problem: self-signed certificate in certificate chain", "not signed by certificate-authority"),
      ("SSL: no alternative certificate subject name matches target host name 'other'", "set tls-server-name"),
      (
        "error:0A000415:SSL routines::sslv3 alert certificate expired", "client certificate of this context has expired"
      ),
      ("error:0A000418:SSL routines::tlsv1 alert unknown ca", "refuses the client certificate"),
      ("error:0A00010B:SSL routines::wrong version number", "does not speak TLS"),
      ("something else", "check certificate-authority"),
    ])
  func remedy(cause: String, remedy: String) { #expect(TLSRemedy.text(for: cause).contains(remedy)) }
}
