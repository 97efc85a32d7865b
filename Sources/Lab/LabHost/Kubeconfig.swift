import Foundation

/// The kubeconfig of the lab's administrator.
enum Kubeconfig {
  /// The name of context, cluster and user.
  static let contextName = "netproof-lab"

  /// The file's text, everything inline.
  static func text(server: String, pki: LabPKI) -> String {
    func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    return """
      apiVersion: v1
      kind: Config
      current-context: \(contextName)
      clusters:
      - name: \(contextName)
        cluster:
          server: \(server)
          certificate-authority-data: \(base64(pki.authority))
      contexts:
      - name: \(contextName)
        context:
          cluster: \(contextName)
          user: \(contextName)
      users:
      - name: \(contextName)
        user:
          client-certificate-data: \(base64(pki.administrator.certificate))
          client-key-data: \(base64(pki.administrator.key))

      """
  }
}
