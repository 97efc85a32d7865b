import Conformance

// The terms of the domain. English is what Conformance itself says; only the other languages stand here.

extension Localizer {
  /// A verdict in two words at most.
  func verdict(_ verdict: Verdict) -> String {
    switch language {
    case .english: Wording.text(verdict)
    case .korean:
      switch verdict {
      case .conforms: "예측과 일치"
      case .deviates: "예측과 불일치"
      case .inconclusive: "판정 불가"
      case .notApplicable: "해당 없음"
      case .unpredicted: "예측 없음"
      }
    }
  }

  /// A fitness in one word.
  func fitness(_ fitness: Fitness) -> String {
    switch language {
    case .english: Wording.text(fitness)
    case .korean:
      switch fitness {
      case .fit: "적합"
      case .unfit: "부적합"
      case .unknown: "미확인"
      }
    }
  }

  /// What became of a claim.
  func judgement(_ judgement: ClaimRecord.Judgement) -> String {
    switch (language, judgement) {
    case (.english, .confirmed): "confirmed"
    case (.english, .refuted): "refuted"
    case (.english, .notTested): "not tested"
    case (.korean, .confirmed): "확인됨"
    case (.korean, .refuted): "반증됨"
    case (.korean, .notTested): "검증 안 됨"
    }
  }

  /// `devices` as the ConfigMap has it, where it is not set.
  var unset: String { language == .korean ? "미설정" : "unset" }

  /// What is written in place of `devices` that has no value.
  func withoutDevices(_ isUnknown: Bool) -> String {
    guard isUnknown else { return unset }
    return language == .korean ? "알 수 없음" : "not known"
  }

  /// A scenario's title.
  func title(_ scenario: Scenario) -> String {
    switch language {
    case .english: scenario.title
    case .korean:
      switch scenario {
      case .physicalOnly: "단일 장치: 물리 업링크"
      case .tailnetOnly: "단일 장치: tailnet 업링크"
      case .both: "두 장치 모두"
      case .auto: "자동 감지"
      case .wildcard: "와일드카드 장치"
      case .asSet: "설정된 그대로의 장치"
      }
    }
  }

  /// What a scenario sets, as the beginning of a sentence.
  func summary(_ scenario: Scenario) -> String {
    switch language {
    case .english: scenario.summary
    case .korean:
      switch scenario {
      case .physicalOnly: "`devices`에 물리 업링크만 지정한 설정"
      case .tailnetOnly: "`devices`에 tailnet 업링크만 지정한 설정"
      case .both: "`devices`에 두 업링크를 모두 지정한 설정(가이드가 권장하는 명시적 설정)"
      case .auto: "`devices`를 지정하지 않아 Cilium이 업링크를 감지하는 설정"
      case .wildcard: "`devices`가 와일드카드로 두 업링크와 일치하는 설정"
      case .asSet: "`devices`가 이 클러스터 고유의 값인 설정"
      }
    }
  }

  /// What was seen or is expected, in a few words.
  func outcome(_ outcome: Outcome) -> String {
    sentence(outcome.sentence)
  }

  /// What a rule predicted, in a few words.
  func expected(_ prediction: Prediction) -> String {
    switch (language, prediction) {
    case (.english, _): Wording.expected(prediction)
    case (.korean, .expected(let expectation)): outcome(expectation.outcome)
    case (.korean, .notApplicable(let reason)): "해당 없음: \(sentence(reason))"
    case (.korean, .unknown(let reason)): "예측할 수 없음: \(sentence(reason))"
    }
  }

  /// What was seen, in a few words.
  func observed(_ observation: Observation?) -> String {
    switch (language, observation?.result) {
    case (.english, _): Wording.observed(observation)
    case (.korean, .measured(let outcome)?): self.outcome(outcome)
    case (.korean, .notMeasured(let reason)?): "측정하지 못함: \(sentence(reason))"
    case (.korean, nil): "측정하지 않음"
    }
  }

  /// A length of time for people.
  func duration(_ seconds: Double) -> String {
    let text = Wording.duration(seconds)
    return language == .english
      ? text : text.replacingOccurrences(of: " min ", with: "분 ").replacingOccurrences(of: " s", with: "초")
  }
}
