// swift-tools-version: 6.2
import PackageDescription

/// Every target is built with warnings as errors; `ExistentialAny` keeps the cost of dynamic dispatch visible.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// Constants that scripts/package gives a build by its environment: the C compiler gets them as definitions.
let buildFacts: [CSetting] = ["NETPROOF_COMMIT", "NETPROOF_SWIFT"].compactMap { name in
  Context.environment[name].map { .define(name, to: "\"\($0)\"") }
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let xmlCoder = Target.Dependency.product(name: "XMLCoder", package: "XMLCoder")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
  name: "netproof",
  products: [
    .executable(name: "netproof", targets: ["netproof"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/CoreOffice/XMLCoder", from: "0.18.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // C shims: the parts of system libraries that Swift cannot call directly.
    .target(name: "CLibarchive", linkerSettings: [.linkedLibrary("archive")]),
    .target(name: "CLibcurl", linkerSettings: [.linkedLibrary("curl")]),
    .target(name: "CLibpcap", linkerSettings: [.linkedLibrary("pcap")]),
    .target(name: "CLinux"),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "CBuildFacts", cSettings: buildFacts),

    // Pure readers and I/O edges, no knowledge of each other; routing takes the agent's tables too.
    .target(
      name: "Kubernetes", dependencies: ["CLibcurl", yams, logging, nioCore, nioEmbedded, nioWebSocket],
      swiftSettings: strict),
    .target(name: "Cilium", swiftSettings: strict),
    .target(name: "Routing", dependencies: ["Cilium"], swiftSettings: strict),
    .target(name: "Tailnet", dependencies: ["Cilium"], swiftSettings: strict),
    .target(name: "Capture", dependencies: ["CLibpcap"], swiftSettings: strict),
    .target(name: "Probes", swiftSettings: strict),
    .target(name: "Archives", dependencies: ["CLibarchive"], swiftSettings: strict),

    // What sysdumps and bugtool archives say of a cluster.
    .target(
      name: "Sysdump", dependencies: ["Archives", "Cilium", "Kubernetes", "Routing", "Tailnet", yams],
      swiftSettings: strict),

    // What netproof exists for.
    .target(
      name: "Conformance",
      dependencies: [
        "Kubernetes", "Cilium", "Routing", "Tailnet", "Capture", "Probes", "Archives", "Sysdump", logging, yams,
      ],
      swiftSettings: strict),
    .target(
      name: "Suites", dependencies: ["Conformance", "Cilium", "Kubernetes"], path: "suites", swiftSettings: strict),
    .target(name: "Reports", dependencies: ["Cilium", "Conformance", xmlCoder, mustache, yams], swiftSettings: strict),

    .target(
      name: "Delivery", dependencies: ["Conformance", "Reports", "Kubernetes", "CZlib"], swiftSettings: strict),

    // The embedded cluster, and the topologies that it comes with.
    .target(
      name: "Lab",
      dependencies: [
        "CLinux", logging, nioCore, nioPosix, nioHTTP1, nioWebSocket, nioSSL, subprocess, yams,
      ],
      resources: [.embedInCode("Topologies")],
      swiftSettings: strict),

    .executableTarget(
      name: "netproof",
      dependencies: [
        "CBuildFacts", "CLibarchive", "CLibcurl", "CLibpcap", "CLinux", "CZlib", "Kubernetes", "Archives", "Sysdump",
        "Conformance", "Suites", "Reports", "Delivery", "Lab", argumentParser, logging, subprocess, yams,
      ],
      swiftSettings: strict),

    // Not a product: what scripts/bench tables times.
    .executableTarget(name: "TableBench", dependencies: ["Cilium"], swiftSettings: strict),

    // What several tests need: an HTTP server that answers as they say.
    .target(name: "ScriptedServer", path: "Tests/ScriptedServer", swiftSettings: strict),
    // Values that come again with a seed, and documents with something changed in them.
    .target(name: "Generators", path: "Tests/Generators", swiftSettings: strict),
    // … and real archives.
    .target(
      name: "SysdumpRecordings", dependencies: ["Sysdump", "Archives"], path: "Tests/SysdumpRecordings",
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "KubernetesTests", dependencies: ["Kubernetes", "ScriptedServer"], resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(
      name: "CiliumTests", dependencies: ["Cilium", "Generators"], resources: [.copy("Fixtures")], swiftSettings: strict
    ),
    .testTarget(
      name: "RoutingTests", dependencies: ["Routing", "Cilium", "Generators"], resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(
      name: "TailnetTests", dependencies: ["Tailnet", "Cilium"], resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(name: "CaptureTests", dependencies: ["Capture"], resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(name: "ArchivesTests", dependencies: ["Archives"], swiftSettings: strict),
    .testTarget(
      name: "SysdumpTests", dependencies: ["Sysdump", "Archives", "Cilium", "Routing", "SysdumpRecordings"],
      swiftSettings: strict),
    .testTarget(name: "ProbesTests", dependencies: ["Probes"], resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "Conformance", "Capture", "Routing", "Tailnet", "Kubernetes", "Generators", "ScriptedServer", "Archives",
        "Sysdump",
        "SysdumpRecordings", "Lab", yams,
      ],
      resources: [.copy("Fixtures")], swiftSettings: strict),
    .testTarget(
      name: "ReportsTests",
      dependencies: ["Reports", "Conformance", "Tailnet", "Generators", "SysdumpRecordings", xmlCoder],
      resources: [.copy("Fixtures"), .copy("Readers")],
      swiftSettings: strict),
    .testTarget(
      name: "DeliveryTests", dependencies: ["Delivery", "Reports", "Conformance", "Kubernetes", "ScriptedServer"],
      exclude: ["Monitoring/dashboard_judge.py", "Chart/judge_chart.py", "Package/judge_krew.py"], swiftSettings: strict
    ),
    .testTarget(
      name: "LabTests", dependencies: ["Lab", nioCore, nioEmbedded], resources: [.copy("Fixtures")],
      swiftSettings: strict),
    .testTarget(
      name: "IntegrationTests", dependencies: ["Lab", "Kubernetes", "Conformance", "Suites", "ScriptedServer"],
      exclude: ["Judges/judge.py", "Faults/fault_proxy.py"],
      swiftSettings: strict),
  ]
)
