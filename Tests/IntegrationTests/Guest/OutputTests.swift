import Foundation
import Lab
import Testing

/// What commands print for programs and scripts, of the lab, by the published schemas.
extension LabTests {
  private static let python = ProcessInfo.processInfo.environment["NETPROOF_TEST_PYTHON"]

  private static func repository(_ path: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: path).path
  }

  /// Validates what a command printed; the schema's name.
  private func schema(of text: String) throws -> String {
    let file = GuestProgram.scratch("\(UUID().uuidString).json")
    try Data(text.utf8).write(to: URL(filePath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    let judge = Self.repository("Tests/ReportsTests/Readers/validate_output.py")
    return try Shell.run([try #require(Self.python), judge, Self.repository("docs"), file])
  }

  @Test(
    "every command's JSON is as its published schema says, on the lab",
    .enabled(if: python != nil, "scripts/test sets NETPROOF_TEST_PYTHON"),
    arguments: [
      ("check", ["check"]), ("forecast", ["explain", "--devices", "enp0s6"]),
      ("path", ["explain", "--from", "instance-worker", "--to", "8.8.8.8"]), ("recommendation", ["recommend"]),
      ("cleanup", ["cleanup", "--dry-run"]), ("run", ["diagnose"]),
    ])
  func outputs(_ name: String, _ arguments: [String]) async throws {
    let lab = try await SharedLab.shared.lab()
    let json = try GuestProgram.result(arguments + ["-o", "json"], lab)
    #expect(try schema(of: json.output) == "ok \(name)\n", "\(json)")
    let names = try GuestProgram.result(arguments + ["-o", "name"], lab)
    #expect(names.status == json.status)
    #expect(names.output.split(separator: "\n").allSatisfy { !$0.contains(" ") }, "\(names.output)")
  }

  @Test(
    "so is what is listed, and watched", .enabled(if: python != nil, "scripts/test sets NETPROOF_TEST_PYTHON"))
  func listed() async throws {
    for arguments in [["list"], ["list", "--chapters"], ["list", "--rules"], ["list", "--findings"]] {
      #expect(try schema(of: UserProgram.run(arguments + ["-o", "json"]).output) == "ok list\n")
    }
    let lab = try await SharedLab.shared.lab()
    let watch = try GuestProgram.result(["watch", "--duration", "4s", "-o", "json", "--quiet"], lab)
    #expect(try schema(of: watch.output) == "ok watch\n", "\(watch)")
    #expect(watch.error.isEmpty)
  }
}
