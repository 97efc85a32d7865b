import Foundation

/// What the kubelet knows of one container.
struct ContainerRecord: Sendable {
  var specification: JSONValue
  var state: State = .waiting(reason: "ContainerCreating", message: nil)
  var last: Termination?
  var restarts = 0
  var ready = false
  var running: (any RunningContainer)?
  /// The container id of the present run.
  var id = ContainerRecord.newID()
  /// The log of the run before this one.
  var previousLog: Data?

  /// As `state` in a container status.
  enum State: Sendable, Hashable {
    case waiting(reason: String, message: String?)
    case running(since: Date)
    case terminated(Termination)
  }

  /// How a run ended.
  struct Termination: Sendable, Hashable {
    var exitCode: Int32
    var reason: String
    var message: String?
    var startedAt: Date
    var finishedAt: Date
    var id: String

    /// What a kubelet quotes of a log: its end, at most 80 lines and 2048 bytes.
    static func message(_ log: Data) -> String? {
      let lines = String(decoding: log.suffix(2048), as: UTF8.self).split(separator: "\n").suffix(80)
      return lines.isEmpty ? nil : lines.joined(separator: "\n") + "\n"
    }

    var json: JSONValue {
      var json: JSONValue = [
        "exitCode": .int(Int(exitCode)), "reason": .string(reason), "containerID": .string(id),
        "startedAt": .string(Timestamp.text(startedAt)), "finishedAt": .string(Timestamp.text(finishedAt)),
      ]
      if let message { json["message"] = .string(message) }
      return json
    }
  }

  var name: String { specification["name"].string ?? "" }

  /// `status.containerStatuses[]`.
  var json: JSONValue {
    let image = specification["image"].string ?? ""
    var json: JSONValue = [
      "name": .string(name), "image": .string(image), "imageID": "", "ready": .bool(ready),
      "restartCount": .int(restarts), "lastState": last.map { ["terminated": $0.json] } ?? [:],
    ]
    switch state {
    case .waiting(let reason, let message):
      json["started"] = false
      json["state"] = ["waiting": ["reason": .string(reason)]]
      if let message { json["state"]["waiting"]["message"] = .string(message) }
    case .running(let since):
      json["started"] = true
      json["containerID"] = .string(id)
      json["imageID"] = .string("docker.io/library/import@sha256:" + RandomName.digest(image))
      json["state"] = ["running": ["startedAt": .string(Timestamp.text(since))]]
    case .terminated(let termination):
      json["started"] = false
      json["containerID"] = .string(termination.id)
      json["state"] = ["terminated": termination.json]
    }
    return json
  }

  static func newID() -> String {
    "containerd://" + String((0..<64).compactMap { _ in "0123456789abcdef".randomElement() })
  }
}

extension RandomName {
  /// 64 hexadecimal digits that look like a digest and are the same for the same text.
  static func digest(_ text: String) -> String {
    let letters = hash(text, length: 64)
    return String(letters.utf8.map { "0123456789abcdef".utf8.map(Character.init(ascii:))[Int($0) % 16] })
  }
}

extension Character {
  fileprivate init(ascii byte: UInt8) { self.init(Unicode.Scalar(byte)) }
}
