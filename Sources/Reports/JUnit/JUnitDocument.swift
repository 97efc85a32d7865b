import XMLCoder

/// The elements of a JUnit file, in the common form that CI systems read (testmoapp/junitxml, Jenkins' xsd,
/// Surefire 3.0). Property names are the attributes' and elements' names.
struct JUnitSuites: Encodable, DynamicNodeEncoding {
  var name: String
  var tests: Int
  var failures: Int
  var errors: Int
  var skipped: Int
  var time: String
  var timestamp: String
  var testsuite: [JUnitSuite]

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
    key.stringValue == "testsuite" ? .element : .attribute
  }
}

struct JUnitSuite: Encodable, DynamicNodeEncoding {
  var name: String
  var tests: Int
  var failures: Int
  var errors: Int
  var skipped: Int
  var time: String
  var timestamp: String
  var properties: JUnitProperties
  var testcase: [JUnitCase]

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
    key.stringValue == "testcase" || key.stringValue == "properties" ? .element : .attribute
  }
}

struct JUnitProperties: Encodable {
  var property: [JUnitProperty]
}

struct JUnitProperty: Encodable, DynamicNodeEncoding {
  var name: String
  var value: String

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding { .attribute }
}

struct JUnitCase: Encodable, DynamicNodeEncoding {
  var classname: String
  var name: String
  var time: String
  var skipped: JUnitMessage?
  var failure: JUnitMessage?
  var error: JUnitMessage?
  var flakyFailure: JUnitMessage?
  var output: String?

  enum CodingKeys: String, CodingKey {
    case classname, name, time, skipped, failure, error, flakyFailure
    case output = "system-out"
  }

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
    switch key.stringValue {
    case "classname", "name", "time": .attribute
    default: .element
    }
  }
}

/// `failure`, `error`, `skipped` and `flakyFailure`: a line for lists in an attribute, and the whole story as text.
struct JUnitMessage: Encodable, DynamicNodeEncoding {
  var message: String
  var type: String?
  var text: String

  enum CodingKeys: String, CodingKey {
    case message, type
    case text = ""
  }

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
    key.stringValue.isEmpty ? .element : .attribute
  }
}
