import Probes
import Testing

@Suite("Traces by growing TTL")
struct TraceReplyTests {
  @Test("steps, silent ones, and what an answer says beyond its TTL")
  func steps() {
    let hops = TraceReply.parse(
      """
      traceroute to 8.8.8.8 (8.8.8.8), 8 hops max, 46 byte packets
       1  10.244.0.1  0.012 ms
       2  *
       3  10.0.0.1  0.512 ms !H

      """)
    #expect(
      hops == [
        TraceHop(ttl: 1, address: "10.244.0.1"), TraceHop(ttl: 2, address: nil),
        TraceHop(ttl: 3, address: "10.0.0.1", remark: "!H"),
      ])
    let six = TraceReply.parse("traceroute to 2001:db8::1 (2001:db8::1), 8 hops max\n 1  fd00::1  0.1 ms\n")
    #expect(six == [TraceHop(ttl: 1, address: "fd00::1")])
  }

  @Test(
    "what is no trace has no steps", arguments: ["", "traceroute: socket: Operation not permitted", "1 x", "999  *"])
  func none(text: String) { #expect(TraceReply.parse(text).isEmpty) }
}
