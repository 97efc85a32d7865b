import Foundation

/// Recorded outputs; `Fixtures/README.md` tells where they are from.
enum Fixture {
  static func data(_ name: String) throws -> Data {
    try Data(contentsOf: Bundle.module.bundleURL.appending(path: "Fixtures/\(name)"))
  }

  static func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }
}
