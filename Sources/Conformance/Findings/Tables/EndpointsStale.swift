/// Kubernetes itself names other endpoints than the pods that are there, and the agents follow it.
struct EndpointsStale: Finding {
  /// `NAMESPACE/NAME`.
  var service: String
  /// The addresses of the ready pods; empty where it is the one pod behind a Service of netproof's own.
  var ready: [String]
  /// What the EndpointSlices name, `ADDRESS:PORT`.
  var published: [String]

  static let code = FindingCode.endpointsStale
  static let example = EndpointsStale(
    service: "kube-system/kube-dns", ready: ["10.244.0.12"], published: ["10.244.0.9:53"])

  var cause: Translated {
    guard !ready.isEmpty else {
      return Translated(
        en: "the pod behind \(service) is ready, and its EndpointSlices do not name it",
        ko: "\(service) 서비스 뒤의 파드는 준비되어 있으나, 그 EndpointSlice에 이 파드가 없음")
    }
    let pods = ready.joined(separator: " and ")
    return Translated(
      en: "the ready pods behind \(service) are \(pods), and its EndpointSlices name "
        + (published.isEmpty ? "none" : published.joined(separator: " and ")),
      ko: "\(service) 서비스 뒤의 준비된 파드는 \(ready.joined(separator: ", "))인데, 그 EndpointSlice에 있는 것은 "
        + (published.isEmpty ? "없음" : published.joined(separator: ", ")))
  }

  var remedy: Translated {
    Translated(
      en: "check that kube-controller-manager runs and follows the API: its log, its Lease in kube-system, "
        + "and `kubectl get endpointslices -A` beside `kubectl get pods -A -o wide`",
      ko: "kube-controller-manager가 실행 중이며 API의 변경을 따라가는지 확인하십시오: 그 로그와 kube-system의 Lease, 그리고 `kubectl get "
        + "endpointslices -A`와 `kubectl get pods -A -o wide`의 비교")
  }

  var commands: [RemedyCommand] {
    [.kubectl("-n kube-system get lease kube-controller-manager -o yaml"), .kubectl("get endpointslices -A")]
  }

  static let page = FindingPage(
    title: "EndpointSlices do not name the ready pods",
    meaning: "Pods behind a Service are ready, and its EndpointSlices name others, or none. Agents translate to "
      + "what the EndpointSlices say, so they are not at fault: kube-controller-manager, which writes them, "
      + "does not follow.",
    confirm: [
      .init(
        "Compare the two lists.",
        "kubectl get endpointslices -A; kubectl get pods -A -o wide"),
      .init(
        "Its Lease is not renewed when it does not run.",
        "kubectl -n kube-system get lease kube-controller-manager -o yaml"),
      .init(
        "Its log says what it waits for.",
        "kubectl -n kube-system logs -l component=kube-controller-manager"),
    ],
    mend: [
      .init(
        "Bring kube-controller-manager back: on a kubeadm cluster it is a static pod of the control "
          + "plane's nodes.",
        "kubectl -n kube-system get pods -l component=kube-controller-manager")
    ])
}
