import Foundation
import Testing
import XMLCoder

@testable import Reports

@Suite("Text in XML")
struct XMLTextTests {
  private struct Element: Encodable, DynamicNodeEncoding {
    var attribute: String
    var text: String

    enum CodingKeys: String, CodingKey {
      case attribute
      case text = ""
    }

    static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
      key.stringValue.isEmpty ? .element : .attribute
    }
  }

  @Test(
    "is escaped as the encoder escapes it",
    arguments: ["", "plain", "<a href='b' c=\"d\">&amp;</a>", "노드 & 장치 <eth0>", "]]> && \u{1F600}'", "&&&&"])
  func escapes(text: String) throws {
    let own = XMLEncoder()
    own.charactersEscapedInAttributes = []
    own.charactersEscapedInElements = []
    let escaped = XMLText.escaped(text)
    #expect(
      try own.encode(Element(attribute: escaped, text: escaped), withRootKey: "e")
        == XMLEncoder().encode(Element(attribute: text, text: text), withRootKey: "e"))
  }
}
