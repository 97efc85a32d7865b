/// What a capture says about its own completeness (`pcap_stats`).
public struct CaptureStatistics: Hashable, Sendable, Codable {
  /// Packets that were handed over.
  public var captured: Int
  /// Packets that passed the filter; more than were handed over when some still waited at the end.
  public var received: Int
  /// Packets that the kernel dropped because nobody fetched them in time.
  public var droppedByKernel: Int
  /// Packets that the device or its driver dropped, where it tells.
  public var droppedByInterface: Int

  /// Makes statistics.
  public init(captured: Int, received: Int, droppedByKernel: Int, droppedByInterface: Int = 0) {
    self.captured = captured
    self.received = received
    self.droppedByKernel = droppedByKernel
    self.droppedByInterface = droppedByInterface
  }

  /// Whether nothing was dropped: only then is a packet that is not there a packet that did not pass.
  public var isLossless: Bool { droppedByKernel == 0 && droppedByInterface == 0 }

  /// Reads the lines that tcpdump prints on its standard error when it ends; nil when they are not whole.
  ///
  /// `N packets captured`, `N packets received by filter`, `N packets dropped by kernel`, and, only when there were any,
  /// `N packets dropped by interface` (tcpdump.c, info()).
  public init?(tcpdump text: String) {
    func count(_ what: String) -> Int? {
      text.split(whereSeparator: \.isNewline).reversed().lazy.compactMap { line -> Int? in
        let words = line.split(separator: " ")
        guard words.count > 2, words[1].hasPrefix("packet"), words[2...].joined(separator: " ") == what else {
          return nil
        }
        return Int(words[0])
      }.first
    }
    guard let captured = count("captured"), let received = count("received by filter"),
      let kernel = count("dropped by kernel")
    else { return nil }
    self.init(
      captured: captured, received: received, droppedByKernel: kernel,
      droppedByInterface: count("dropped by interface") ?? 0)
  }
}
