import Testing

@testable import Lab

@Suite("Selectors")
struct SelectorTests {
  @Test(
    "Label selectors",
    arguments: [
      ("app=web", true), ("app==web", true), ("app!=web", false), ("app in (web, db)", true), ("app notin (db)", true),
      ("app", true), ("!app", false), ("!canary", true), ("tier!=x", true), ("app=web,tier=x", false), ("", true),
    ])
  func labels(text: String, selects: Bool) throws {
    #expect(try LabelSelector(parsing: text).matches(["app": "web"]) == selects)
  }

  @Test("matchExpressions")
  func expressions() {
    let selector = LabelSelector([
      "matchLabels": ["app": "web"],
      "matchExpressions": [
        ["key": "tier", "operator": "In", "values": ["a", "b"]], ["key": "old", "operator": "DoesNotExist"],
      ],
    ])
    #expect(selector.matches(["app": "web", "tier": "b"]))
    #expect(!selector.matches(["app": "web", "tier": "c"]))
    #expect(!selector.matches(["app": "web", "tier": "a", "old": ""]))
  }

  @Test("Field selectors compare texts; an absent field is empty")
  func fields() throws {
    let object: JSONValue = ["spec": ["nodeName": "n1", "unschedulable": true]]
    let supported: Set = ["spec.nodeName", "spec.unschedulable", "status.phase"]
    func matches(_ text: String) throws -> Bool {
      try FieldSelector(parsing: text, supported: supported).matches(object)
    }
    #expect(try matches("spec.nodeName=n1,status.phase!=Failed"))
    #expect(try matches("spec.unschedulable=true"))
    #expect(try !matches("status.phase=Running"))
    #expect(throws: APIStatus.badRequest("field label not supported: spec.x")) { try matches("spec.x=1") }
  }
}
