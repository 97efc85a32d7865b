import Kubernetes
import Testing

@Suite("Label selectors, evaluated")
struct LabelSelectorTests {
  private let labels = ["kubernetes.io/hostname": "tn-2", "zone": "b"]

  private func selects(_ key: String, _ word: String, _ values: [String]? = nil) -> Bool {
    LabelSelector(matchExpressions: [.init(key: key, operator: word, values: values)]).selects(labels)
  }

  @Test("labels must all be equal; without conditions every object is selected")
  func equal() {
    #expect(LabelSelector().selects(labels) && LabelSelector().selects([:]))
    #expect(LabelSelector(matchLabels: ["zone": "b"]).selects(labels))
    #expect(!LabelSelector(matchLabels: ["zone": "b", "kubernetes.io/hostname": "tn-1"]).selects(labels))
  }

  @Test("expressions as the API server evaluates them; one that is not known selects nothing")
  func expressions() {
    #expect(selects("zone", "In", ["a", "b"]) && !selects("zone", "In", ["a"]) && !selects("rack", "In", ["a"]))
    #expect(selects("zone", "NotIn", ["a"]) && selects("rack", "NotIn", ["a"]) && !selects("zone", "NotIn", ["b"]))
    #expect(selects("zone", "Exists") && !selects("rack", "Exists"))
    #expect(selects("rack", "DoesNotExist") && !selects("zone", "DoesNotExist"))
    #expect(!selects("zone", "Near", ["b"]))
  }
}
