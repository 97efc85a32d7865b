import Foundation

/// What is in the cluster before anybody asks for anything: namespaces, nodes, Cilium, the cluster DNS.
struct InitialObjects: Sendable {
  var nodes: [LabNodeSpecification]
  var machine: MachineFacts
  /// The data of `cilium-config`.
  var configuration: [String: String]
  /// The agents' release.
  var cilium = LabCilium.guide
  /// Where the API server listens in the cluster.
  var apiAddress: String
  var apiPort: Int
  /// The prefixes of the networks that the API server's node is in.
  var neighbourhood: [String] = []
  /// The cluster DNS Service's addresses, one of each of the cluster's families.
  var dnsAddresses = [Self.clusterDNS]
  /// The `kubernetes` Service's address: one family only, in every cluster.
  var apiServiceAddress = Self.apiClusterIP
  /// The prefixes that an ip-masq-agent spares; nil without one.
  var nonMasqueradeCIDRs: [String]?
  /// The upstream of cluster DNS.
  var upstreamDNS = LabTopology.upstreamDNSAddress

  /// What a cluster with kubeadm's Service prefix has.
  static let clusterDNS = "10.96.0.10"
  static let apiClusterIP = "10.96.0.1"

  /// Creates everything, through admission as a client would.
  func install(in store: ObjectStore, admission: Admission, now: Date) throws(APIStatus) {
    for name in ["default", "kube-system", "kube-public", "kube-node-lease"] {
      try add(.namespaces, ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
    }
    for node in nodes {
      try store.create(.nodes, InitialNodes.object(node, machine: machine, now: now))
    }
    try add(.services, apiService)
    try store.create(.endpoints, apiEndpoints)
    try store.create(.endpointSlices, apiEndpointSlice)
    try add(.services, dnsService)
    try add(.configMaps, ciliumConfig)
    try add(.configMaps, corefile)
    if let masqueradeConfig { try add(.configMaps, masqueradeConfig) }
    for account in ["cilium", "coredns"] {
      try add(
        .serviceAccounts,
        [
          "apiVersion": "v1", "kind": "ServiceAccount",
          "metadata": ["name": .string(account), "namespace": "kube-system"],
        ])
    }
    try add(.daemonSets, agents)
    try add(.deployments, Self.coredns)

    func add(_ resource: ResourceKey, _ object: JSONValue) throws(APIStatus) {
      guard let type = store.registry[resource] else { return }
      try store.create(resource, try admission.admitNew(object, type: type))
    }
  }

  private var apiService: JSONValue {
    [
      "apiVersion": "v1", "kind": "Service",
      "metadata": [
        "name": "kubernetes", "namespace": "default", "labels": ["component": "apiserver", "provider": "kubernetes"],
      ],
      "spec": [
        "clusterIP": .string(apiServiceAddress),
        "ports": [["name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443]],
      ],
    ]
  }

  private var apiEndpoints: JSONValue {
    [
      "apiVersion": "v1", "kind": "Endpoints",
      "metadata": [
        "name": "kubernetes", "namespace": "default",
        "labels": ["endpointslice.kubernetes.io/skip-mirror": "true"],
      ],
      "subsets": [
        [
          "addresses": [["ip": .string(apiAddress)]],
          "ports": [["name": "https", "port": .int(apiPort), "protocol": "TCP"]],
        ]
      ],
    ]
  }

  private var apiEndpointSlice: JSONValue {
    [
      "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
      "metadata": [
        "name": "kubernetes", "namespace": "default", "labels": ["kubernetes.io/service-name": "kubernetes"],
      ],
      "addressType": .string(AddressFamily(of: apiAddress).title),
      "endpoints": [["addresses": [.string(apiAddress)], "conditions": ["ready": true]]],
      "ports": [["name": "https", "port": .int(apiPort), "protocol": "TCP"]],
    ]
  }

  /// With addresses of all families, as k3s and RKE2 make it; kubeadm's has one of the primary family only.
  private var dnsService: JSONValue {
    [
      "apiVersion": "v1", "kind": "Service",
      "metadata": [
        "name": "kube-dns", "namespace": "kube-system",
        "labels": ["k8s-app": "kube-dns", "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS"],
      ],
      "spec": [
        "clusterIP": .string(dnsAddresses.first ?? ""), "clusterIPs": .array(dnsAddresses.map(JSONValue.string)),
        "ipFamilyPolicy": dnsAddresses.count > 1 ? "PreferDualStack" : "SingleStack",
        "selector": ["k8s-app": "kube-dns"],
        "ports": [
          ["name": "dns", "port": 53, "protocol": "UDP", "targetPort": 53],
          ["name": "dns-tcp", "port": 53, "protocol": "TCP", "targetPort": 53],
        ],
      ],
    ]
  }

  private var ciliumConfig: JSONValue {
    [
      "apiVersion": "v1", "kind": "ConfigMap",
      "metadata": [
        "name": "cilium-config", "namespace": "kube-system",
        "annotations": ["meta.helm.sh/release-name": "cilium", "meta.helm.sh/release-namespace": "kube-system"],
        "labels": ["app.kubernetes.io/managed-by": "Helm"],
      ],
      "data": JSONValue(configuration),
    ]
  }

  /// What the ip-masq-agent reads (`pkg/ipmasq`), as Cilium's chart makes it.
  private var masqueradeConfig: JSONValue? {
    nonMasqueradeCIDRs.map { prefixes in
      [
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": ["name": "ip-masq-agent", "namespace": "kube-system"],
        "data": [
          "config": .string(
            "nonMasqueradeCIDRs:\n" + prefixes.map { "- \($0)\n" }.joined() + "masqLinkLocal: false\n")
        ],
      ]
    }
  }

  private var corefile: JSONValue {
    [
      "apiVersion": "v1", "kind": "ConfigMap",
      "metadata": ["name": "coredns", "namespace": "kube-system"],
      "data": ["Corefile": .string(Self.corefile(upstreamDNS))],
    ]
  }

  private static func corefile(_ upstream: String) -> String {
    """
    .:53 {
        errors
        health
        ready
        kubernetes cluster.local in-addr.arpa ip6.arpa {
           pods insecure
           fallthrough in-addr.arpa ip6.arpa
        }
        forward . \(upstream)
        cache 30
        loop
        reload
        loadbalance
    }

    """
  }

  private var agents: JSONValue {
    let labels: JSONValue = [
      "app.kubernetes.io/name": "cilium-agent", "app.kubernetes.io/part-of": "cilium", "k8s-app": "cilium",
    ]
    var own = labels
    own["app.kubernetes.io/managed-by"] = "Helm"
    return [
      "apiVersion": "apps/v1", "kind": "DaemonSet",
      "metadata": [
        "name": "cilium", "namespace": "kube-system", "labels": own,
        "annotations": ["meta.helm.sh/release-name": "cilium", "meta.helm.sh/release-namespace": "kube-system"],
      ],
      "spec": [
        "selector": ["matchLabels": ["k8s-app": "cilium"]],
        "updateStrategy": ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": 0, "maxUnavailable": 2]],
        "template": [
          "metadata": [
            "labels": labels, "annotations": ["kubectl.kubernetes.io/default-container": "cilium-agent"],
          ],
          "spec": [
            "hostNetwork": true, "serviceAccountName": "cilium", "terminationGracePeriodSeconds": 1,
            "priorityClassName": "system-node-critical", "nodeSelector": ["kubernetes.io/os": "linux"],
            "tolerations": [["operator": "Exists"]],
            "containers": [
              [
                "name": "cilium-agent", "image": .string("quay.io/cilium/cilium:v\(cilium.version)"),
                "command": ["cilium-agent"], "terminationMessagePolicy": "FallbackToLogsOnError",
                "args": ["--config-dir=/tmp/cilium/config-map"],
                "env": [
                  ["name": "K8S_NODE_NAME", "valueFrom": ["fieldRef": ["fieldPath": "spec.nodeName"]]],
                  [
                    "name": "CILIUM_K8S_NAMESPACE", "valueFrom": ["fieldRef": ["fieldPath": "metadata.namespace"]],
                  ],
                  ["name": "KUBERNETES_SERVICE_HOST", "value": .string(apiAddress)],
                  ["name": "KUBERNETES_SERVICE_PORT", "value": .string(String(apiPort))],
                ],
                "ports": [["name": "health", "containerPort": 9879, "hostPort": 9879, "protocol": "TCP"]],
              ]
            ],
          ],
        ],
      ],
    ]
  }

  private static let coredns: JSONValue = [
    "apiVersion": "apps/v1", "kind": "Deployment",
    "metadata": ["name": "coredns", "namespace": "kube-system", "labels": ["k8s-app": "kube-dns"]],
    "spec": [
      "replicas": 2, "selector": ["matchLabels": ["k8s-app": "kube-dns"]],
      "strategy": ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": "25%", "maxUnavailable": 1]],
      "template": [
        "metadata": ["labels": ["k8s-app": "kube-dns"]],
        "spec": [
          "dnsPolicy": "Default", "serviceAccountName": "coredns", "priorityClassName": "system-cluster-critical",
          "nodeSelector": ["kubernetes.io/os": "linux"], "terminationGracePeriodSeconds": 1,
          "topologySpreadConstraints": [
            [
              "maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "DoNotSchedule",
              "labelSelector": ["matchLabels": ["k8s-app": "kube-dns"]],
            ]
          ],
          "containers": [
            [
              "name": "coredns", "image": "registry.k8s.io/coredns/coredns:v1.13.1",
              "args": ["-conf", "/etc/coredns/Corefile"],
              "ports": [
                ["name": "dns", "containerPort": 53, "protocol": "UDP"],
                ["name": "dns-tcp", "containerPort": 53, "protocol": "TCP"],
              ],
              "readinessProbe": [
                "httpGet": ["path": "/ready", "port": 8181, "scheme": "HTTP"], "periodSeconds": 10,
              ],
            ]
          ],
        ],
      ],
    ],
  ]
}
