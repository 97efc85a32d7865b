/// The chapters' statements in Korean. They are titles of tests, so their English stands in `suites/`; one that is missing
/// here is told in English, and a test names it.
enum ChapterTitles {
  static let korean: [String: String] = [
    "A DNS pod that is started anew becomes ready there only": "새로 시작한 DNS 파드는 그 노드에서만 준비 상태가 된다",
    "Another node's address answers": "다른 노드의 주소가 응답한다",
    "Another node's address does not answer": "다른 노드의 주소는 응답하지 않는다",
    "Another node's physical address does not answer": "다른 노드의 물리 주소는 응답하지 않는다",
    "Both masquerade": "두 업링크 모두 마스커레이드한다",
    "Both uplinks are selected": "두 업링크가 모두 선택된다",
    "Cluster names are resolved": "클러스터 이름이 조회된다",
    "DNS pods are ready, started anew or not": "DNS 파드는 새로 시작했든 아니든 준비 상태이다",
    "DNS pods that were ready stay so": "이미 준비된 DNS 파드는 준비 상태를 유지한다",
    "Exactly both uplinks are selected": "정확히 두 업링크만 선택된다",
    "Exactly the devices that the release selects are selected, and masquerade":
      "해당 버전이 선택하는 장치만 정확히 선택되고 마스커레이드한다",
    "Exactly the physical uplink is selected": "물리 업링크만 정확히 선택된다",
    "Exactly the tailnet uplink is selected": "tailnet 업링크만 정확히 선택된다",
    "External names are not resolved: the DNS pods reach no upstream":
      "외부 이름은 조회되지 않는다. DNS 파드가 상위 서버에 도달하지 못하기 때문이다",
    "External names are resolved": "외부 이름이 조회된다",
    "External names are resolved where the DNS pods and their upstream are within reach":
      "DNS 파드와 그 상위 서버에 도달할 수 있는 곳에서 외부 이름이 조회된다",
    "It is the direct-routing device, too": "직접 라우팅 장치도 그 업링크이다",
    "It alone masquerades": "그 업링크만 마스커레이드한다",
    "No DNS pod that is started anew becomes ready": "새로 시작한 DNS 파드는 어느 것도 준비 상태가 되지 않는다",
    "No node's physical address answers, the own node's included":
      "자기 노드를 포함해 어느 노드의 물리 주소도 응답하지 않는다",
    "No node's tailnet address answers, the own node's included":
      "자기 노드를 포함해 어느 노드의 tailnet 주소도 응답하지 않는다",
    "NodePorts are answered on both uplinks": "NodePort는 두 업링크에서 응답한다",
    "NodePorts are answered on the physical uplink alone": "NodePort는 물리 업링크에서만 응답한다",
    "NodePorts are answered on the selected devices": "NodePort는 선택된 장치에서 응답한다",
    "NodePorts are answered on the tailnet uplink alone": "NodePort는 tailnet 업링크에서만 응답한다",
    "NodePorts of other nodes' tailnet addresses answer in the cluster, whatever externalTrafficPolicy says":
      "클러스터 안에서는 externalTrafficPolicy와 관계없이 다른 노드의 tailnet 주소에서 NodePort가 응답한다",
    "Nothing on the internet answers: ping, HTTPS, DNS": "인터넷의 어떤 것도 응답하지 않는다: ping, HTTPS, DNS",
    "Other nodes' addresses answer where the uplink towards them translates":
      "다른 노드의 주소는 그쪽 업링크가 주소를 변환하는 곳에서 응답한다",
    "Outside, NodePorts are answered on both uplinks": "클러스터 밖에는 두 업링크에서 NodePort가 응답한다",
    "Outside, NodePorts are answered on the physical uplink alone": "클러스터 밖에는 물리 업링크에서만 NodePort가 응답한다",
    "Outside, NodePorts are answered on the selected devices": "클러스터 밖에는 선택된 장치에서 NodePort가 응답한다",
    "Outside, NodePorts are answered on the tailnet uplink alone": "클러스터 밖에는 tailnet 업링크에서만 NodePort가 응답한다",
    "Packets up to pods' MTU arrive whole": "파드 MTU까지의 패킷은 나뉘지 않고 도착한다",
    "Pods and Services answer as the node IPs and routes say": "파드와 서비스는 노드 IP와 경로에 따라 응답한다",
    "Pods and Services of the other node answer": "다른 노드의 파드와 서비스가 응답한다",
    "Pods of the other node answer the host": "다른 노드의 파드가 호스트에 응답한다",
    "Pods of one node answer": "같은 노드의 파드가 응답한다",
    "Services answer the host, the API and cluster DNS among them":
      "API와 클러스터 DNS를 포함한 서비스가 호스트에 응답한다",
    "Services are translated at every socket": "서비스가 모든 소켓에서 변환된다",
    "Cilium's XDP program hangs where it is told to": "Cilium의 XDP 프로그램이 정해진 곳에 붙는다",
    "So do its addresses on other uplinks, unless one is on a device that no wildcard matches, where releases differ":
      "다른 업링크의 주소도 마찬가지이다. 단, 어떤 와일드카드와도 일치하지 않는 장치의 주소는 버전마다 다르다",
    "The API answers on every node": "모든 노드에서 API가 응답한다",
    "The API answers on no node": "어느 노드에서도 API가 응답하지 않는다",
    "The API answers on the node that runs it, and nowhere else": "API는 그것을 실행하는 노드에서만 응답한다",
    "The API answers, and DNS pods are ready, started anew or not":
      "API가 응답하고, DNS 파드는 새로 시작했든 아니든 준비 상태이다",
    "The API answers, and DNS pods are ready, where API servers are within reach":
      "API 서버에 도달할 수 있는 곳에서 API가 응답하고 DNS 파드가 준비 상태이다",
    "The default route leaves by the physical uplink": "기본 경로는 물리 업링크로 나간다",
    "The direct-routing device is the named, only or node IP's one of the selected devices":
      "직접 라우팅 장치는 선택된 장치 가운데 지정되었거나 하나뿐이거나 노드 IP를 가진 장치이다",
    "The direct-routing device is the one that holds the node IP": "직접 라우팅 장치는 노드 IP를 가진 장치이다",
    "The internet answers the host": "인터넷이 호스트에 응답한다",
    "The internet answers where the uplink towards it translates": "인터넷은 그쪽 업링크가 주소를 변환하는 곳에서 응답한다",
    "The internet answers: ping, HTTPS, DNS": "인터넷이 응답한다: ping, HTTPS, DNS",
    "The node IP does not follow devices": "노드 IP는 devices를 따르지 않는다",
    "The other node's host answers the host": "다른 노드의 호스트가 호스트에 응답한다",
    "The node's own proxy answers": "그 노드의 프록시가 응답한다",
    "The node IP is the Kubernetes address": "노드 IP는 Kubernetes의 주소이다",
    "The node IP is the tailnet address, as Kubernetes has it": "노드 IP는 Kubernetes에 등록된 대로 tailnet 주소이다",
    "The own node's address answers": "자기 노드의 주소가 응답한다",
    "The own node's addresses answer": "자기 노드의 주소들이 응답한다",
    "The own node's addresses answer, on either uplink": "자기 노드의 주소는 어느 업링크의 것이든 응답한다",
    "The own node's physical address answers": "자기 노드의 물리 주소가 응답한다",
    "The own node's tailnet address answers": "자기 노드의 tailnet 주소가 응답한다",
    "What is for other nodes gets it, too": "다른 노드로 가는 것도 그 주소로 변환된다",
    "What is for the internet gets its address": "인터넷으로 가는 것은 그 업링크의 주소로 변환된다",
    "What leaves for other nodes by the tailnet is not translated": "tailnet을 통해 다른 노드로 가는 것은 변환되지 않는다",
    "What leaves for other nodes gets its address": "다른 노드로 가는 것은 그 업링크의 주소로 변환된다",
    "What leaves for other nodes gets the tailnet uplink's": "다른 노드로 가는 것은 tailnet 업링크의 주소로 변환된다",
    "What leaves for the internet gets its address": "인터넷으로 나가는 것은 그 업링크의 주소로 변환된다",
    "What leaves for the internet gets the physical uplink's address":
      "인터넷으로 나가는 것은 물리 업링크의 주소로 변환된다",
    "What leaves for the internet is not translated at all": "인터넷으로 나가는 것은 전혀 변환되지 않는다",
    "What leaves gets the address of the selected uplink by which it leaves":
      "나가는 것은 그것이 거치는, 선택된 업링크의 주소로 변환된다",
    "With externalTrafficPolicy Local, a node without a backend answers nobody outside":
      "externalTrafficPolicy가 Local이면 백엔드가 없는 노드는 밖에 응답하지 않는다",
  ]
}

extension Localizer {
  /// A chapter's statement.
  func chapter(_ statement: String) -> String {
    language == .korean ? ChapterTitles.korean[statement] ?? statement : statement
  }
}
