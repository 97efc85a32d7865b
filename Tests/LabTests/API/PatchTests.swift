import Foundation
import Testing

@testable import Lab

@Suite("Patches")
struct PatchTests {
  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }

  @Test(
    "RFC 7386, the examples of its appendix",
    arguments: [
      (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"a":null}"#, "{}"),
      (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#), (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
      (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
      ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
      (#"{}"#, #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ])
  func merge(target: String, patch: String, result: String) throws {
    #expect(MergePatch.apply(try json(patch), to: try json(target)) == (try json(result)))
  }

  @Test("Containers merge by name, arguments are replaced, $patch deletes")
  func strategic() throws {
    let target = try json(
      #"{"spec":{"containers":[{"name":"a","image":"1","args":["x"]},{"name":"b","image":"1"}],"hostNetwork":true}}"#)
    let patch = try json(
      #"{"spec":{"containers":[{"name":"b","image":"2"},{"name":"a","args":["y","z"]},{"name":"c","image":"3"}]}}"#)
    let merged = try StrategicMergePatch.apply(patch, to: target)
    #expect(merged["spec"]["containers"].array.map { $0["name"].string } == ["a", "b", "c"])
    #expect(merged["spec"]["containers"][0] == (try json(#"{"name":"a","image":"1","args":["y","z"]}"#)))
    #expect(merged["spec"]["containers"][1]["image"] == "2")
    #expect(merged["spec"]["hostNetwork"] == true)
    let deletion = try json(#"{"spec":{"containers":[{"$patch":"delete","name":"a"}]}}"#)
    #expect(
      try StrategicMergePatch.apply(deletion, to: merged)["spec"]["containers"].array.map(\.["name"]) == ["b", "c"])
  }

  @Test("kubectl's order and primitive-list directives")
  func directives() throws {
    let target = try json(#"{"metadata":{"finalizers":["a","b"]},"list":[{"x":1}],"env":[{"name":"p"},{"name":"q"}]}"#)
    let patch = try json(
      #"""
      {"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]},"list":[{"x":2}],
       "$setElementOrder/env":[{"name":"q"},{"name":"p"}],"env":[{"name":"p","value":"1"}]}
      """#)
    let result = try StrategicMergePatch.apply(patch, to: target)
    #expect(result["metadata"]["finalizers"] == ["b"])
    #expect(result["list"] == (try json(#"[{"x":2}]"#)))
    #expect(result["env"] == (try json(#"[{"name":"q"},{"name":"p","value":"1"}]"#)))
  }

  @Test("Service ports merge by port, container ports by containerPort")
  func ports() throws {
    let service = try StrategicMergePatch.apply(
      json(#"{"ports":[{"port":80,"targetPort":1}]}"#), to: json(#"{"ports":[{"port":80,"name":"h"},{"port":81}]}"#))
    #expect(service["ports"] == (try json(#"[{"port":80,"name":"h","targetPort":1},{"port":81}]"#)))
    let container = try StrategicMergePatch.apply(
      json(#"{"ports":[{"containerPort":53,"name":"x"}]}"#),
      to: json(#"{"ports":[{"containerPort":53,"protocol":"UDP"}]}"#))
    #expect(container["ports"] == (try json(#"[{"containerPort":53,"protocol":"UDP","name":"x"}]"#)))
  }

  @Test("RFC 6902 operations")
  func jsonPatch() throws {
    let target = try json(#"{"a":{"b/c":1},"l":[1,2,3]}"#)
    let patch = try json(
      #"""
      [{"op":"test","path":"/a/b~1c","value":1},{"op":"replace","path":"/a/b~1c","value":2},
       {"op":"add","path":"/l/1","value":9},{"op":"add","path":"/l/-","value":4},{"op":"remove","path":"/l/0"},
       {"op":"copy","from":"/l/0","path":"/first"},{"op":"move","from":"/a","path":"/z"}]
      """#)
    #expect(try JSONPatch.apply(patch, to: target) == (try json(#"{"z":{"b/c":2},"l":[9,2,3,4],"first":9}"#)))
    #expect(throws: APIStatus.self) {
      _ = try JSONPatch.apply(json(#"[{"op":"test","path":"/l/0","value":5}]"#), to: target)
    }
    #expect(throws: APIStatus.self) { _ = try JSONPatch.apply(json(#"[{"op":"remove","path":"/no"}]"#), to: target) }
  }

  @Test("An applier that no longer wants a field takes it away, others' fields stay, force takes over")
  func apply() throws {
    func apply(_ manager: String, _ data: String, to object: JSONValue, force: Bool = false) throws -> JSONValue {
      try ServerSideApply(manager: manager, force: force, apiVersion: "v1", now: Date(timeIntervalSince1970: 0))
        .apply(json(#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"data":"# + data + "}"), to: object)
    }
    var object = try apply("one", #"{"a":"1","b":"1"}"#, to: ["kind": "ConfigMap", "data": ["z": "0"]])
    object = try apply("two", #"{"c":"1"}"#, to: object)
    object = try apply("one", #"{"a":"2"}"#, to: object)
    #expect(object["data"] == (try json(#"{"a":"2","c":"1","z":"0"}"#)))
    let present = object
    #expect(throws: APIStatus.applyConflict([(manager: "one", field: ".data.a")])) {
      _ = try apply("two", #"{"a":"3"}"#, to: present)
    }
    object = try apply("two", #"{"a":"3"}"#, to: object, force: true)
    #expect(object["data"]["a"] == "3")
    #expect(object["data"]["c"] == .null)
  }

  @Test("Setting null removes a member, also inside a ternary")
  func nullRemoves() {
    var object: JSONValue = ["a": ["b": 1, "c": 2]]
    object["a"]["b"] = .null
    #expect(object.serialized == #"{"a":{"c":2}}"#)
  }
}
