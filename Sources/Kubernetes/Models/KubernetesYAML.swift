import Yams

/// Objects as YAML for `kubectl apply`.
public enum KubernetesYAML {
  /// One document. Keys are in alphabetical order, so that the same object is always the same text.
  ///
  /// - Throws: What the encoder throws, which for the models of this module is a defect of this program.
  public static func encode(_ object: some Encodable) throws -> String {
    let encoder = YAMLEncoder()
    encoder.options.sortKeys = true
    encoder.options.width = -1
    return try encoder.encode(object)
  }
}
