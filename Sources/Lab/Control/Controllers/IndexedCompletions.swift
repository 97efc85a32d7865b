import Foundation

/// What the pods of an Indexed Job have come to, number by number (`pkg/controller/job/indexed_job_utils.go`). Pure.
struct IndexedCompletions {
  /// Where a pod has its number: as an annotation and, since Kubernetes 1.28, as a label.
  static let key = "batch.kubernetes.io/job-completion-index"
  /// How a container knows it.
  static let variable: JSONValue = [
    "name": "JOB_COMPLETION_INDEX", "valueFrom": ["fieldRef": ["fieldPath": .string("metadata.labels['\(key)']")]],
  ]

  /// The numbers whose pod has succeeded.
  let succeeded: [Int]
  /// The numbers that have failed for good (`backoffLimitPerIndex`).
  let failed: [Int]
  /// The numbers that wait for a pod.
  let waiting: [Int]

  /// `nil` for a Job whose completions have no numbers.
  init?(_ job: JSONValue, pods: [JSONValue]) {
    guard job["spec"]["completionMode"] == "Indexed", let wanted = job["spec"]["completions"].int else { return nil }
    var phases: [Int: [String]] = [:]
    for pod in pods {
      guard let index = pod.labels[Self.key].flatMap({ Int($0) }) else { continue }
      phases[index, default: []].append(pod["status"]["phase"].string ?? "")
    }
    let limit = job["spec"]["backoffLimitPerIndex"].int ?? .max
    let numbers = Array(0..<max(0, wanted))
    succeeded = numbers.filter { phases[$0]?.contains("Succeeded") == true }
    let open = numbers.filter { phases[$0]?.contains("Succeeded") != true }
    failed = open.filter { phases[$0, default: []].count { $0 == "Failed" } > limit }
    waiting = open.filter { number in
      let present = phases[number, default: []]
      return present.allSatisfy { $0 == "Failed" } && present.count <= limit
    }
  }

  /// Whether no number is open any more.
  func isOver(_ job: JSONValue) -> Bool { succeeded.count + failed.count == job["spec"]["completions"].int }

  /// As a Job's status has it: `0,2-4`; `nil` for none.
  static func text(_ numbers: [Int]) -> String? {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers.sorted() {
      if let last = ranges.last, last.upperBound == number - 1 {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    let texts = ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
    return texts.isEmpty ? nil : texts.joined(separator: ",")
  }
}
