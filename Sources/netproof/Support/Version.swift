import CBuildFacts
import CLibarchive
import CLibcurl
import CLibpcap
import CZlib

/// The program's semantic version: `--version`, the run record, the user agent, the name of the release bundle.
let netproofVersion = "0.1.0"

/// What `--version` prints.
struct VersionReport {
  /// The program's version.
  var version: String
  /// The commit that was built; `nil` where nobody told the build.
  var commit: String?
  /// The toolchain's version, as exactly as it is known.
  var swift: String
  /// Names and versions of the system's libraries that this process has loaded.
  var libraries: [(name: String, version: String)]

  /// This program's.
  static var current: VersionReport {
    VersionReport(
      version: netproofVersion, commit: string(netproof_build_commit()),
      swift: string(netproof_build_swift()) ?? compilerVersion,
      libraries: [
        ("libarchive", libarchiveVersion), ("libcurl", libcurlVersion), ("libpcap", libpcapVersion),
        ("zlib", string(zlibVersion()) ?? "unknown"),
      ])
  }

  /// One fact per line; the first is `netproof VERSION`.
  var text: String {
    let facts =
      [("commit", commit ?? "unknown: not built by scripts/package"), ("Swift", swift)]
      + libraries.map { ($0.name, $0.version) }
    return (["netproof \(version)"] + facts.map { "\($0.0): \($0.1)" }).joined(separator: "\n")
  }

  private static func string(_ constant: UnsafePointer<CChar>?) -> String? {
    constant.map { String(cString: $0) }
  }

  /// The compiler can be asked for a lower bound of its version only.
  private static var compilerVersion: String {
    #if compiler(>=6.4)
      "6.4 or newer"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }

  /// For example `3.6.2`; archive_version_string(3) puts the library's name before it.
  private static var libarchiveVersion: String {
    (string(archive_version_string()) ?? "unknown").replacing("libarchive ", with: "")
  }

  /// With its TLS library's, for example `7.88.1 (OpenSSL/3.0.17)`.
  private static var libcurlVersion: String {
    // The first form of the structure has both fields; CURLVERSION_NOW is a macro that Swift does not see.
    guard let info = curl_version_info(CURLVERSION_FIRST)?.pointee, let version = string(info.version) else {
      return "unknown"
    }
    return version + (string(info.ssl_version).map { " (\($0))" } ?? "")
  }

  /// For example `1.10.3 (with TPACKET_V3)`; pcap_lib_version(3PCAP) puts the library's name before it.
  private static var libpcapVersion: String {
    let text = String(cString: pcap_lib_version())
    let prefix = "libpcap version "
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
  }
}
