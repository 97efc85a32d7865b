import Cilium

/// What iptables drops of what comes to the node, as far as it needs no second thought: `iptables-save -c`.
enum InputDrops {
  /// The rules of the filter table's INPUT chain that drop or reject UDP to a port whatever else is true of the packet. A
  /// rule before them that lets everything, or this port, in ends the search.
  ///
  /// - Returns: Them, and the tables that the listing has.
  /// - Throws: `ParseError` for what is no whole listing. Of no tables nothing is said; anything else is a table with its
  ///   end, or remarks on some.
  static func parse(_ text: FileText) throws -> (drops: [InputDrop], tables: Set<String>) {
    var (found, tables): ([InputDrop], [String]) = ([], [])
    var (ends, isDecided, isForeign) = (0, false, false)
    text.eachLine { number, line in
      if ByteText.starts(line, with: "*") {
        tables.append(String(String(decoding: line.dropFirst(), as: UTF8.self)[...].trimmed))
      } else if ByteText.starts(line, with: "COMMIT") {
        ends += 1
      } else if !line.isEmpty, !ByteText.starts(line, with: "#") {
        isForeign = true
      }
      guard tables.last == "filter", !isDecided, ByteText.contains(line, "-A INPUT ") else { return }
      let line = String(decoding: line, as: UTF8.self)
      guard let rule = Rule(line[...]), rule.chain == "INPUT" else { return }
      switch rule.target {
      case "DROP", "REJECT":
        guard let port = rule.port else { return }
        found.append(
          InputDrop(
            port: port, packets: rule.packets,
            reference: FileReference(
              path: text.reference.path, line: number, modified: text.reference.modified, excerpt: line)))
      case "ACCEPT" where rule.isUnconditional: isDecided = true
      default: break
      }
    }
    guard tables.count == ends, ends > 0 || !isForeign else {
      throw ParseError(
        what: "the rules of iptables (iptables-save)", found: String(text.text.prefix(100)),
        hint: "it is no whole listing: a table begins with * and its name, and ends with COMMIT")
    }
    return (found, Set(tables))
  }

  private struct Rule {
    var chain: Substring = ""
    var target: Substring = ""
    /// The UDP port that is all that the rule asks for.
    var port: Int?
    var packets: Int?
    var isUnconditional = true

    init?(_ line: Substring) {
      var words = line.split(separator: " ")[...]
      if let counters = words.first, counters.hasPrefix("["), let colon = counters.firstIndex(of: ":") {
        packets = Int(counters[counters.index(after: counters.startIndex)..<colon])
        words = words.dropFirst()
      }
      guard words.popFirst() == "-A", let chain = words.popFirst() else { return nil }
      self.chain = chain
      var (isUDP, port, hasOther): (Bool, Int?, Bool) = (false, nil, false)
      while let word = words.popFirst() {
        guard let value = words.popFirst() else { break }
        switch word {
        case "-p": isUDP = value == "udp" || value == "17"
        case "-m": hasOther = hasOther || (value != "udp" && value != "comment")
        case "--comment": while value.hasPrefix("\""), let more = words.popFirst(), !more.hasSuffix("\"") {}
        case "--dport": port = Int(value)
        case "-j": target = value
        case "--reject-with": break
        default: hasOther = true
        }
        if word == "-p" || word == "--dport" { isUnconditional = false }
      }
      if hasOther { isUnconditional = false }
      self.port = isUDP && !hasOther ? port : nil
    }
  }
}
