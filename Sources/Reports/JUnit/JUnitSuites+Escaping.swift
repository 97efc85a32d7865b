/// XML's escapes, put into the values before they are encoded: the encoder looks through each text once for every character,
/// by Foundation's strings, which was a tenth of a large run's processor time.
extension JUnitSuites {
  /// With every text as it stands in XML.
  var escaped: JUnitSuites {
    var copy = self
    copy.name = XMLText.escaped(name)
    copy.testsuite = testsuite.map(\.escaped)
    return copy
  }
}

extension JUnitSuite {
  fileprivate var escaped: JUnitSuite {
    var copy = self
    copy.name = XMLText.escaped(name)
    copy.properties.property = properties.property.map {
      JUnitProperty(name: XMLText.escaped($0.name), value: XMLText.escaped($0.value))
    }
    copy.testcase = testcase.map(\.escaped)
    return copy
  }
}

extension JUnitCase {
  fileprivate var escaped: JUnitCase {
    JUnitCase(
      classname: XMLText.escaped(classname), name: XMLText.escaped(name), time: time, failure: failure?.escaped,
      rerunFailure: rerunFailure.map(\.escaped), flakyFailure: flakyFailure.map(\.escaped), skipped: skipped?.escaped,
      error: error?.escaped, rerunError: rerunError.map(\.escaped), flakyError: flakyError.map(\.escaped),
      output: output.map(XMLText.escaped))
  }
}

extension JUnitMessage {
  fileprivate var escaped: JUnitMessage {
    JUnitMessage(message: XMLText.escaped(message), type: type.map(XMLText.escaped), text: XMLText.escaped(text))
  }
}

extension JUnitRerun {
  fileprivate var escaped: JUnitRerun {
    JUnitRerun(
      message: XMLText.escaped(message), type: XMLText.escaped(type), stackTrace: XMLText.escaped(stackTrace),
      output: output.map(XMLText.escaped))
  }
}

/// Text in an XML document.
enum XMLText {
  /// The text with the five characters that mean something in XML as entities, as the encoder writes them.
  static func escaped(_ text: String) -> String {
    var text = text
    // Without gaps in memory the bytes are there at once.
    return text.withUTF8 { bytes -> String? in
      guard bytes.contains(where: { entity($0) != nil }) else { return nil }
      var escaped: [UInt8] = []
      escaped.reserveCapacity(bytes.count + bytes.count / 8)
      for byte in bytes {
        if let entity = entity(byte) { escaped += entity.utf8 } else { escaped.append(byte) }
      }
      return String(decoding: escaped, as: UTF8.self)
    } ?? text
  }

  private static func entity(_ byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "'"): "&apos;"
    case UInt8(ascii: "\""): "&quot;"
    default: nil
    }
  }
}
