/// With which TTL an answer arrived, and so how many routers it passed.
///
/// No rule expects a number. What a tunnel or WireGuard carries in between counts none down; whether the kernels and Cilium's
/// programs at both ends do, differs by mode: recorded clusters have one hop between pods on one node and on two, and to
/// another node's address two where netfilter translates.
public struct AnswerTTL: Sendable, Hashable, Codable {
  /// Who answered.
  public var address: String
  /// The TTL of the first answer as it arrived.
  public var ttl: Int
  /// How many routers have counted it down, if it began with 64, 128 or 255, the next above: what systems begin with.
  public var hops: Int

  /// Makes a value; `nil` for what is no TTL.
  public init?(address: String, ttl: Int) {
    guard let start = [64, 128, 255].first(where: { $0 >= ttl }), ttl > 0 else { return nil }
    self.address = address
    self.ttl = ttl
    hops = start - ttl
  }
}
