import Conformance

/// What packets prove of a case: the conclusion beside the observation, the flows with the evidence.
struct HTMLPackets {
  var proofState: String
  var proofGlyph: String
  var proof: String
  var objections: [String]
  var flows: [Flow]

  /// One flow of the case's probes.
  struct Flow {
    var statement: String
    var flowRule: String
    var hasSightings: Bool
    var sightings: [Sighting]
  }

  /// Packets of a flow that passed a device the same way.
  struct Sighting {
    var node: String
    var device: String
    var way: String
    var wire: String
    var number: String
  }

  init(_ path: PathProof, _ localizer: Localizer) {
    let state: PathState =
      switch path.conclusion {
      case .proven: .works
      case .contradicted: .deviates
      case .unproven: .inconclusive
      }
    (proofState, proofGlyph) = (state.rawValue, state.glyph)
    proof = PathText.conclusion(path, localizer)
    objections = PathText.objections(path, localizer).map(OutputText.line)
    flows = path.flows.map { Flow($0, localizer) }
  }
}

extension HTMLPackets.Flow {
  /// As many sightings are told one by one: a probe that repeats itself has as many as it has packets.
  private static let told = 12

  init(_ flow: FlowProof, _ localizer: Localizer) {
    statement = OutputText.line(PathText.line(flow, localizer))
    flowRule = localizer.sentence(flow.expectation)
    sightings = flow.sightings.prefix(Self.told).map { sighting in
      HTMLPackets.Sighting(
        node: sighting.node, device: sighting.device,
        way: localizer(sighting.isOutgoing ? PacketPhrase.sent : .received), wire: OutputText.line(sighting.packet),
        number: String(sighting.count))
    }
    if flow.sightings.count > sightings.count {
      let more = localizer(ReportPhrase.more, ["count": String(flow.sightings.count - sightings.count)])
      sightings.append(.init(node: "", device: "", way: "", wire: more, number: ""))
    }
    hasSightings = !sightings.isEmpty
  }
}
