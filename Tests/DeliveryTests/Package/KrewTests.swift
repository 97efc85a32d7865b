import Foundation
import Testing

/// The manifest that `scripts/package --krew` makes, by krew's rules. The bundles here are small ones of the same form: what
/// a real one holds is tested by `scripts/package-test`.
@Suite("krew manifest")
struct KrewTests {
  private static let python = ProcessInfo.processInfo.environment["NETPROOF_TEST_HELM"]
  private static let url = "https://releases.example.com/v1.2.3"

  private static var scripts: URL {
    (0..<4).reduce(URL(fileURLWithPath: #filePath)) { path, _ in path.deletingLastPathComponent() }
      .appending(path: "scripts")
  }

  /// A bundle whose program finds a file of its own through a link, as the real one its libraries.
  private static let making = """
    set -e
    root=$1/.. && shift
    fail() { echo "$1" >&2; exit 2; }
    . "$root/scripts/package.d/krew.sh"
    for arch in "$@"; do
      name=netproof-1.2.3-linux-$arch
      mkdir -p "$name/bin" "$name/lib" "$name/share/doc/netproof"
      printf '#!/bin/sh\\ncat "$(dirname "$(readlink -f "$0")")/../lib/version"\\n' >"$name/bin/netproof"
      chmod +x "$name/bin/netproof"
      echo 1.2.3 >"$name/lib/version"
      cp "$root/LICENSE" "$name/share/doc/netproof/"
      tar --create --gzip --file "$name.tar.gz" "$name"
    done
    krew_manifest 1.2.3 https://releases.example.com/v1.2.3/ . >netproof.yaml
    """

  /// Makes bundles and the manifest, changes it, and asks the judge.
  private func judge(_ machines: [String], _ change: (String) -> String = { $0 }) async throws -> (Int32, String) {
    try await Records.withFolder { folder in
      let made = try Program.run("/bin/bash", ["-c", Self.making, "-", Self.scripts.path] + machines, in: folder)
      guard made.status == 0 else { return (made.status, made.said) }
      let manifest = folder.appending(path: "netproof.yaml")
      try Data(change(try String(contentsOf: manifest, encoding: .utf8)).utf8).write(to: manifest)
      let judge = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "judge_krew.py")
      let ran = try Program.run(try #require(Self.python), ["-B", judge.path, "netproof.yaml", "."], in: folder)
      return (ran.status, ran.said)
    }
  }

  @Test(
    "is one that krew takes and installs, for each bundle that lies there",
    .enabled(if: python != nil, "scripts/test sets NETPROOF_TEST_HELM"))
  func valid() async throws {
    #expect(try await judge(["x86_64"]) == (0, "ok linux/amd64\n"))
    #expect(try await judge(["x86_64", "aarch64"]) == (0, "ok linux/amd64 linux/arm64\n"))
  }

  @Test(
    "is refused where it breaks a rule",
    .enabled(if: python != nil, "scripts/test sets NETPROOF_TEST_HELM"),
    arguments: [
      ("sha256: ", "sha256: 0"), ("v1alpha2", "v1alpha1"), ("version: v1.2.3", "version: 1.2.3"), ("/*", "/no*"),
      ("bin: bin/netproof", "bin: netproof"), ("bin: bin/netproof", "bin: ../netproof"),
      ("arch: amd64", "arch: x86_64"),
      ("name: netproof", "name: net.proof"), ("os: linux", "libc: glibc"), ("to: .", "to: ../out"),
    ])
  func invalid(_ found: String, _ replacement: String) async throws {
    let (status, said) = try await judge(["x86_64"]) { $0.replacing(found, with: replacement) }
    #expect(status == 1, "\(said)")
  }

  @Test("is not made of no bundle, nor of one for a machine that krew has no name for")
  func nothing() async throws {
    #expect(try await judge([]).0 != 0)
    let (status, said) = try await judge(["riscv64"])
    #expect(status != 0 && said.contains("riscv64"))
  }
}
