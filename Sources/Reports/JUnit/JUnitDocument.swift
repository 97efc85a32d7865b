import XMLCoder

/// The elements of a JUnit file, in the common form that CI systems read: testmoapp/junitxml, Jenkins' `junit-10.xsd`
/// (xunit-plugin), Surefire's `surefire-test-report-3.0.xsd`. Property names are the attributes' and elements' names,
/// and stand in the order that Surefire's sequence demands. Jenkins' root takes neither `skipped` nor `timestamp`.
struct JUnitSuites: Encodable, DynamicNodeEncoding {
  var name: String
  var tests: Int
  var failures: Int
  var errors: Int
  var time: String
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
  var failure: JUnitMessage?
  /// The other attempts of a case that failed every time.
  var rerunFailure: [JUnitRerun] = []
  /// The attempts that failed before one passed.
  var flakyFailure: [JUnitRerun] = []
  var skipped: JUnitMessage?
  var error: JUnitMessage?
  var rerunError: [JUnitRerun] = []
  var flakyError: [JUnitRerun] = []
  var output: String?

  enum CodingKeys: String, CodingKey {
    case classname, name, time, failure, rerunFailure, flakyFailure, skipped, error, rerunError, flakyError
    case output = "system-out"
  }

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
    switch key.stringValue {
    case "classname", "name", "time": .attribute
    default: .element
    }
  }
}

/// `failure`, `error` and `skipped`: a line for lists in an attribute, and the whole story as text.
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

/// One of several attempts, in Surefire's form since 2.22.1: the story in `stackTrace`, the evidence in `system-out`.
struct JUnitRerun: Encodable, DynamicNodeEncoding {
  var message: String
  var type: String
  var stackTrace: String
  var output: String?

  enum CodingKeys: String, CodingKey {
    case message, type, stackTrace
    case output = "system-out"
  }

  static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
    switch key.stringValue {
    case "message", "type": .attribute
    default: .element
    }
  }
}
