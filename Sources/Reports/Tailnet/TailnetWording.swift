import Conformance

/// How the overlay carried packets between nodes, in words, for every format.
enum TailnetWording {
  /// `by DERP (fra)`.
  static func way(_ path: TailnetPath, _ localizer: Localizer) -> String {
    way(path.way, relay: path.relay, path.reason, localizer)
  }

  private static func way(
    _ way: TunnelWay, relay: String?, _ reason: UnknownWay?, _ localizer: Localizer
  ) -> String {
    switch way {
    case .direct: localizer(TailnetPhrase.direct)
    case .peerRelay: localizer(TailnetPhrase.peerRelay, ["relay": relay ?? "?"])
    case .derp: localizer(TailnetPhrase.derp, ["relay": relay ?? "?"])
    case .relayed:
      relay.map { localizer(TailnetPhrase.relayedBy, ["relay": $0]) } ?? localizer(TailnetPhrase.relayed)
    case .unknown:
      localizer(
        TailnetPhrase.unknownWay, ["reason": localizer(TailnetPhrase.name(reason ?? .noSource))])
    }
  }

  /// `The overlay between the nodes: 2 direct, 0 relayed, 0 not known`.
  static func heading(_ tailnet: TailnetRecord, _ localizer: Localizer) -> String {
    func count(_ isMeant: (TailnetPath) -> Bool) -> String { String(tailnet.paths.count(where: isMeant)) }
    return localizer(
      TailnetPhrase.tailnetHeading,
      [
        "direct": count { $0.way == .direct }, "relayed": count { $0.way.isRelayed },
        "unknown": count { $0.way == .unknown },
      ])
  }

  /// A line for each pair whose packets are relayed, for each whose way changed, and for each node that was to be asked and
  /// told nothing; at most some.
  static func warnings(_ tailnet: TailnetRecord, _ localizer: Localizer) -> [String] {
    let direct = tailnet.directMilliseconds
    let findings = (tailnet.findings ?? []).map { $0.cause(in: localizer.language) }
    // Records from before there were findings of the overlay.
    let relayed =
      tailnet.findings == nil ? tailnet.paths.filter(\.way.isRelayed).map { relay($0, direct, localizer) } : []
    let changing = tailnet.paths.filter(\.isChanging).map { changed($0, localizer) }
    let gaps = (tailnet.gaps ?? []).map(localizer.sentence)
    return [findings, relayed, changing, gaps].flatMap { localizer.bounded($0, to: most) }
  }

  private static let most = 8

  /// What to do about each finding, with what to type and where to read about it.
  static func remedies(_ tailnet: TailnetRecord, _ localizer: Localizer) -> [String] {
    let told = (tailnet.findings ?? []).map { finding in
      let commands = finding.commands.map { "`\($0.description)`" }.joined(separator: ", ")
      return ["\(finding.code): \(finding.remedy(in: localizer.language))", commands, finding.page ?? ""]
        .filter { !$0.isEmpty }.joined(separator: "; ")
    }
    return localizer.bounded(told, to: most)
  }

  /// A line for each node that was seen to ask STUN servers; at most some.
  static func stun(_ tailnet: TailnetRecord, _ localizer: Localizer) -> [String] {
    let told = (tailnet.stun ?? []).map { node in
      let phrase: TailnetPhrase =
        node.mapsByDestination ? .stunVarying : node.mapped.isEmpty ? .stunSilent : .stunAnswered
      func list(_ places: [String]) -> String { localizer.bounded(places, to: mostPlaces).joined(separator: ", ") }
      return localizer(
        phrase,
        [
          "node": node.node, "answers": "\(node.answers)", "requests": "\(node.requests)",
          "servers": list(node.servers.map(\.description)), "mapped": list(node.mapped.map(\.description)),
        ])
    }
    return localizer.bounded(told, to: most)
  }

  private static let mostPlaces = 4

  private static func relay(_ path: TailnetPath, _ direct: Double?, _ localizer: Localizer) -> String {
    let phrase: TailnetPhrase =
      path.milliseconds == nil ? .relayWarningPlain : direct == nil ? .relayWarningAlone : .relayWarning
    return localizer(
      phrase,
      [
        "overlay": path.overlay, "pair": path.subject.description, "way": way(path, localizer),
        "source": source(path.source, localizer), "trip": path.milliseconds.map(time) ?? "",
        "other": direct.map(time) ?? "",
      ])
  }

  private static func changed(_ path: TailnetPath, _ localizer: Localizer) -> String {
    let ways = path.readings.filter { $0.way != .unknown }.map { reading in
      "\(localizer(TailnetPhrase.name(reading.moment))) \(way(reading.way, relay: reading.relay, nil, localizer)) "
        + "(\(source(reading.source, localizer)))"
    }
    return localizer(
      TailnetPhrase.changed, ["pair": path.subject.description, "ways": ways.joined(separator: ", ")])
  }

  static func source(_ source: TunnelSource?, _ localizer: Localizer) -> String {
    source.map { localizer(TailnetPhrase.name($0)) } ?? ""
  }

  static func time(_ milliseconds: Double) -> String { HealthWording.value(milliseconds, .tailnetRoundTrip) }
}

/// The overlay's ways as templates render them; the texts are plain.
struct TailnetTable {
  var tailnetHeading: String
  var warnings: [String]
  var isWarning: Bool
  var rows: [Row]
  var more: String?
  var remedies: [String]
  var stun: [String]

  /// A pair of nodes.
  struct Row {
    var mark: String
    var pair: String
    var overlay: String
    var way: String
    var endpoint: String
    var returnEndpoint: String
    var trip: String
    var source: String
  }

  /// More pairs are in the record only.
  private static let most = 40

  init(_ tailnet: TailnetRecord, _ localizer: Localizer) {
    tailnetHeading = TailnetWording.heading(tailnet, localizer)
    warnings = TailnetWording.warnings(tailnet, localizer)
    isWarning = !warnings.isEmpty
    remedies = TailnetWording.remedies(tailnet, localizer)
    stun = TailnetWording.stun(tailnet, localizer)
    // What is worth a look first.
    let order = tailnet.paths.filter { $0.way != .direct } + tailnet.paths.filter { $0.way == .direct }
    rows = order.prefix(Self.most).map { path in
      Row(
        mark: path.way == .direct ? "✓" : path.way == .unknown ? "?" : "!", pair: path.subject.description,
        overlay: "\(path.overlay) (\(path.device))", way: TailnetWording.way(path, localizer),
        endpoint: path.endpoint?.description ?? "–", returnEndpoint: path.returnEndpoint?.description ?? "–",
        trip: path.milliseconds.map(TailnetWording.time) ?? "–",
        source: path.source.map { TailnetWording.source($0, localizer) } ?? "–")
    }
    more =
      order.count > Self.most
      ? localizer.language == .english
        ? "… and \(order.count - Self.most) more pairs in run.json" : "… 그 밖의 \(order.count - Self.most)쌍은 run.json에 있음"
      : nil
  }
}
