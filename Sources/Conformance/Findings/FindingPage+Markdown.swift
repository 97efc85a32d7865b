import Foundation

extension FindingPage {
  /// The page of a kind, as it stands in `docs/findings`.
  func markdown(of kind: any Finding.Type) -> String {
    var lines = [
      "# `\(kind.code.rawValue)`: \(title)", "",
      "<!-- Written by `netproof list --findings --pages docs/findings`; its words are in Sources/Conformance/Findings. -->",
      "", "## What it means", "", meaning, "", "## How to confirm it by hand", "",
    ]
    lines += Self.list(confirm) + ["", "## How to mend it", ""] + Self.list(mend)
    lines += ["", "## How a report says it", ""] + example(kind.example)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func list(_ steps: [Step]) -> [String] {
    steps.enumerated().flatMap { index, step in
      let blank = index == 0 ? [] : [""]
      guard let command = step.command else { return blank + ["\(index + 1). \(step.text)"] }
      return blank + ["\(index + 1). \(step.text)", "", "   ```sh", "   \(command)", "   ```"]
    }
  }

  private func example(_ finding: any Finding) -> [String] {
    var lines = ["Cause: \(finding.cause.en).", "", "Remedy: \(finding.remedy.en)."]
    if !finding.commands.isEmpty {
      lines += [
        "", "Commands, each on the node that is named before it, or anywhere with a kubeconfig:", "", "```text",
      ]
      lines += finding.commands.map(\.description) + ["```"]
    }
    guard let arguments = Self.arguments(finding), arguments != "{\n\n}" else { return lines }
    return lines + ["", "In the record, `diagnosis.arguments`:", "", "```json", arguments, "```"]
  }

  private static func arguments(_ finding: any Finding) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(finding)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The index of all pages, `README.md` beside them.
  static var index: String {
    let rows = FindingCode.allCases.map { "| [`\($0.rawValue)`](\($0.rawValue).md) | \($0.title) |" }
    return """
      # Findings

      [한국어](README.ko.md)

      <!-- Written by `netproof list --findings --pages docs/findings`. -->

      What explains a case that deviates or could not be established. The code is in every report, in JUnit as the type of \
      the failure, in the record as `diagnosis.code`; it never changes its meaning. `netproof list --finding CODE` prints a \
      page from the program itself.

      In the pages' commands `NODE` is the node of the case and `OTHER-NODE` the second of a pair, `POD` a busybox pod on \
      the node, `AGENT` the pod of the Cilium agent there (`kubectl -n kube-system get pods -l k8s-app=cilium -o wide`), \
      `DEVICE` one of the node's uplinks. “On `NODE`” means in a shell of its host.

      | code | what it says |
      |:--|:--|
      \(rows.joined(separator: "\n"))

      """
  }
}

extension FindingPage {
  /// Cause and remedy of every kind in Korean, `README.ko.md` beside the pages; how to confirm one stands there in English.
  static var koreanIndex: String {
    let parts = FindingCode.allCases.map { code in
      let example = code.kind.example
      return """
        ## `\(code.rawValue)`

        - 원인: \(example.cause.ko)
        - 조치: \(example.remedy.ko)
        - 손으로 확인하고 고치는 방법: [\(code.rawValue).md](\(code.rawValue).md)

        """
    }
    return """
      # 발견(finding)

      [English](README.md)

      <!-- Written by `netproof list --findings --pages docs/findings`. -->

      예측과 어긋났거나 확인하지 못한 경우를 설명하는 것들입니다. 코드는 모든 보고서에 있고 뜻이 바뀌지 않습니다. 아래 문장은 실험실의 이름과 \
      주소로 쓴 보기입니다. 보고서에는 그 클러스터의 것이 들어갑니다.

      \(parts.joined(separator: "\n"))
      """
  }
}

extension FindingCode {
  /// The index of all findings' pages, as Markdown: `docs/findings/README.md`.
  public static var indexText: String { FindingPage.index }
  /// Causes and remedies in Korean, as Markdown: `docs/findings/README.ko.md`.
  public static var koreanIndexText: String { FindingPage.koreanIndex }
}
