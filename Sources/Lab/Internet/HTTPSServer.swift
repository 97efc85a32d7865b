import Foundation

/// The HTTPS endpoint that answers with the caller's address: a real nginx with a full certificate chain.
enum HTTPSServer {
  /// A second server that answers a private address; a fault redirects callers to it.
  static let lyingPort = 8443

  /// nginx's configuration, with all files below `directory`.
  static func configuration(directory: String, families: [AddressFamily]) -> String {
    func listen(_ port: Int) -> String {
      families.map { "listen \(LabTopology.httpsAddress($0).urlHost):\(port) ssl;" }.joined(separator: " ")
    }
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map { "  \($0)_temp_path \(directory)/\($0);\n" }.joined()
    return """
      user root;
      daemon off;
      worker_processes 1;
      pid \(directory)/nginx.pid;
      error_log stderr;
      events { worker_connections 256; }
      http {
        access_log off;
        default_type text/plain;
        # busybox's own TLS client names no signature algorithms, so TLS 1.2 leaves SHA-1: level 0 permits it.
        ssl_ciphers DEFAULT:@SECLEVEL=0;
        ssl_certificate \(directory)/chain.pem;
        ssl_certificate_key \(directory)/leaf.key;
      \(temporary)  server {
          \(listen(443))
          location / { return 200 $remote_addr; }
        }
        server {
          \(listen(lyingPort))
          location / { return 200 \(LabTopology.wrongAnswer); }
        }
      }

      """
  }

  static func command(directory: String) -> [String] {
    ["nginx", "-p", directory, "-c", "\(directory)/nginx.conf", "-e", "stderr"]
  }

  /// Makes root, intermediate and leaf (RSA 2048, so that the handshake is as large as a public server's) and writes
  /// everything nginx needs.
  static func prepare(directory: String, families: [AddressFamily]) async throws {
    try Data(configuration(directory: directory, families: families).utf8).write(
      to: URL(filePath: "\(directory)/nginx.conf"))
    try await LabCommand.check(["sh", "-c", certificates, directory], deadline: .seconds(60))
  }

  /// The three keys are made side by side: they cost most of the time.
  private static let certificates = """
    set -e
    umask 077
    cd "$0"
    for key in root intermediate leaf; do openssl genrsa -out $key.key 2048 2>/dev/null & eval "$key=$!"; done
    wait "$root"; wait "$intermediate"; wait "$leaf"
    cat > ca.ext <<'EXTENSIONS'
    basicConstraints=critical,CA:TRUE
    keyUsage=critical,keyCertSign,cRLSign
    subjectKeyIdentifier=hash
    EXTENSIONS
    cat > leaf.ext <<'EXTENSIONS'
    basicConstraints=critical,CA:FALSE
    keyUsage=critical,digitalSignature,keyEncipherment
    extendedKeyUsage=serverAuth
    subjectAltName=DNS:\(LabTopology.httpsName),DNS:\(LabTopology.httpsNameIPv6),\
    IP:\(LabTopology.httpsAddress),IP:\(LabTopology.httpsAddressIPv6)
    EXTENSIONS
    openssl req -new -key root.key -subj "/O=netproof lab/CN=netproof lab root CA" -out root.csr
    openssl x509 -req -in root.csr -signkey root.key -days 30 -extfile ca.ext -out root.pem 2>/dev/null
    openssl req -new -key intermediate.key -subj "/O=netproof lab/CN=netproof lab intermediate CA" -out intermediate.csr
    openssl x509 -req -in intermediate.csr -CA root.pem -CAkey root.key -set_serial 2 -days 30 -extfile ca.ext \\
      -out intermediate.pem 2>/dev/null
    openssl req -new -key leaf.key -subj "/O=netproof lab/CN=\(LabTopology.httpsName)" -out leaf.csr
    openssl x509 -req -in leaf.csr -CA intermediate.pem -CAkey intermediate.key -set_serial 3 -days 30 \\
      -extfile leaf.ext -out leaf.pem 2>/dev/null
    cat leaf.pem intermediate.pem root.pem > chain.pem
    """
}
