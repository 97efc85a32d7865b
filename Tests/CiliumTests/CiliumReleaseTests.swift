import Cilium
import Testing

@Suite("Cilium's releases")
struct CiliumReleaseTests {
  @Test(
    "versions in all their forms are read",
    arguments: [("1.19.4", 19), ("v1.18.0-pre.1", 18), ("1.17", 17), ("1.15.0-rc.0", 15), ("1.20-dev", 20)])
  func reads(text: String, minor: Int) {
    #expect(CiliumRelease(text)?.minorRelease == CiliumRelease(1, minor))
  }

  @Test("what is no version is refused", arguments: ["", "v", "1", "one.two", "-1.2", "1."])
  func refuses(text: String) { #expect(CiliumRelease(text) == nil) }

  @Test("1.9 is before 1.14, and 2.0 after 1.19")
  func order() {
    #expect(CiliumRelease(1, 9) < CiliumRelease(1, 14) && CiliumRelease(2, 0) > CiliumRelease(1, 19))
    #expect(CiliumRelease.known.contains(CiliumRelease(1, 14)) && !CiliumRelease.known.contains(CiliumRelease(1, 13)))
  }
}
