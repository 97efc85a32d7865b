import Foundation
import Yams

extension KubeconfigFile {
  /// Reads a file and makes the paths in it absolute.
  static func read(_ path: String) throws -> KubeconfigFile {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw KubernetesError.configuration(
        problem: "kubeconfig \(path) cannot be read: \(FileProblem.describe(error))",
        remedy: "pass --kubeconfig FILE or set KUBECONFIG to a readable file")
    }
    var file = try parse(text, origin: path)
    file.resolve(against: URL(fileURLWithPath: path).deletingLastPathComponent())
    return file
  }

  /// Parses YAML (or JSON, which is YAML). Messages give the place but never the text, which may be a secret.
  static func parse(_ text: String, origin: String) throws -> KubeconfigFile {
    if text.allSatisfy(\.isWhitespace) { return KubeconfigFile() }
    do {
      return try YAMLDecoder().decode(KubeconfigFile.self, from: text)
    } catch {
      throw KubernetesError.configuration(
        problem: "kubeconfig \(origin) is not valid: \(describe(error))",
        remedy: "compare it with `kubectl config view`, which shows the expected structure")
    }
  }

  private static func describe(_ error: any Error) -> String {
    switch error {
    case YamlError.parser(_, let problem, let mark, _), YamlError.scanner(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      return "\(problem) at line \(mark.line), column \(mark.column)"
    case DecodingError.keyNotFound(let key, let context):
      return "\(key.stringValue) is missing in \(place(context))"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      return "wrong type at \(place(context))"
    case DecodingError.dataCorrupted(let context):
      if let cause = context.underlyingError, cause is YamlError { return describe(cause) }
      return "not readable at \(place(context))"
    default:
      return "not YAML"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    return path.isEmpty ? "the top level" : path
  }

  private mutating func resolve(against folder: URL) {
    func absolute(_ path: String?) -> String? {
      guard let path, !path.isEmpty else { return nil }
      return path.hasPrefix("/") ? path : folder.appendingPathComponent(path).standardizedFileURL.path
    }
    for index in (clusters ?? []).indices {
      let path = clusters?[index].cluster?.certificateAuthority
      clusters?[index].cluster?.certificateAuthority = absolute(path)
    }
    for index in (users ?? []).indices {
      guard var user = users?[index].user else { continue }
      user.clientCertificate = absolute(user.clientCertificate)
      user.clientKey = absolute(user.clientKey)
      user.tokenFile = absolute(user.tokenFile)
      // A bare program name is looked up on the PATH; only a path is relative to the file.
      if let command = user.exec?.command, command.contains("/") { user.exec?.command = absolute(command) ?? command }
      users?[index].user = user
    }
  }
}

/// Words for errors of the file system.
enum FileProblem {
  static func describe(_ error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileReadNoSuchFile, .fileNoSuchFile: "no such file"
    case .fileReadNoPermission, .fileWriteNoPermission: "permission denied"
    case .fileReadInapplicableStringEncoding, .fileReadUnknownStringEncoding: "it is no UTF-8 text"
    default: error.localizedDescription
    }
  }
}
