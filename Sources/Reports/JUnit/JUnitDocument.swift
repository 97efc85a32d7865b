import Conformance
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
  /// A record's cases that stand before ``testcase`` and are made only while they are written (``JUnitCase``'s
  /// initializer): the stories of a large cluster's cases are tens of megabytes.
  var recorded: [CaseRecord] = []
  var testcase: [JUnitCase]

  enum CodingKeys: String, CodingKey {
    case name, tests, failures, errors, skipped, time, timestamp, properties, testcase
  }

  /// The same with every case made.
  var whole: JUnitSuite {
    var whole = self
    whole.recorded = []
    whole.testcase = cases(recorded.indices) + testcase
    return whole
  }

  /// Some of the recorded cases as test cases.
  func cases(_ places: Range<Int>) -> [JUnitCase] { recorded[places].map { JUnitCase($0, classname: name) } }

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
