import Foundation
import Testing

@testable import Lab

@Suite("Jobs", .timeLimit(.minutes(15)))
struct BatchTests {
  private static let path = "/apis/batch/v1/namespaces/default"

  private func job(_ command: [String], _ more: [String: JSONValue] = [:]) -> JSONValue {
    var spec: JSONValue = [
      "backoffLimit": 0,
      "template": [
        "spec": [
          "restartPolicy": "Never",
          "containers": [["name": "c", "image": "busybox", "command": .array(command.map { .string($0) })]],
        ]
      ],
    ]
    for (key, value) in more { spec[key] = value }
    return ["apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "once"], "spec": spec]
  }

  private func created(_ object: JSONValue, _ plural: String, _ lab: FakeLab) async throws {
    let answer = try await lab.plane.facade.send("POST", "\(Self.path)/\(plural)", object)
    #expect(answer.status == 201, "\(answer.body)")
  }

  private func stored(_ lab: FakeLab) -> JSONValue? { lab.store.get(.jobs, namespace: "default", name: "once") }

  @Test("a Job whose pod succeeds is complete, and its pod stays to be looked at")
  func complete() async throws {
    try await FakeLab.run { lab in
      try await created(job(["exit", "0"]), "jobs", lab)
      #expect(await lab.eventually { stored(lab)?.isTrue(condition: "Complete") == true })
      #expect(stored(lab)?["status"]["succeeded"] == 1)
      let pods = lab.store.list(.pods, namespace: "default")
      #expect(pods.count == 1 && pods[0].labels["job-name"] == "once")
    }
  }

  @Test("a Job whose pod fails is failed and not repeated, when its limit says so")
  func failed() async throws {
    try await FakeLab.run { lab in
      try await created(job(["exit", "3"]), "jobs", lab)
      #expect(await lab.eventually { stored(lab)?.isTrue(condition: "Failed") == true })
      #expect(stored(lab)?["status"]["conditions"][0]["reason"] == "BackoffLimitExceeded")
      #expect(lab.store.list(.pods, namespace: "default").count == 1)
    }
  }

  @Test("an Indexed Job's pods know their numbers; one that fails for good stops no other")
  func indexed() async throws {
    try await FakeLab.run { lab in
      let numbered: [String: JSONValue] = [
        "completionMode": "Indexed", "completions": 4, "parallelism": 2, "backoffLimit": .null,
        "backoffLimitPerIndex": 0,
      ]
      // The pods with the numbers 1 and 2 end with a status that is not 0.
      try await created(job(["exit-by", "JOB_COMPLETION_INDEX", "0", "3", "4", "0"], numbered), "jobs", lab)
      #expect(await lab.eventually { stored(lab)?.isTrue(condition: "Failed") == true })
      #expect(stored(lab)?["status"]["conditions"][0]["reason"] == "FailedIndexes")
      #expect(stored(lab)?["status"]["completedIndexes"] == "0,3")
      #expect(stored(lab)?["status"]["failedIndexes"] == "1-2")
      let pods = lab.store.list(.pods, namespace: "default")
      #expect(pods.count == 4 && Set(pods.compactMap { $0.labels[IndexedCompletions.key] }).count == 4)
    }
  }

  @Test("a Job that takes too long is stopped")
  func deadline() async throws {
    try await FakeLab.run { lab in
      try await created(job(["sleep", "600"], ["activeDeadlineSeconds": 1]), "jobs", lab)
      #expect(await lab.eventually { stored(lab)?.isTrue(condition: "Failed") == true })
      #expect(stored(lab)?["status"]["conditions"][0]["reason"] == "DeadlineExceeded")
      #expect(await lab.eventually { lab.store.list(.pods, namespace: "default").isEmpty })
    }
  }

  @Test("a Job of no pods starts, fails at its deadline, goes, and takes along what it owns, whose pods go with it")
  func timer() async throws {
    try await FakeLab.run { lab in
      let timer = job(["true"], ["parallelism": 0, "activeDeadlineSeconds": 3600, "ttlSecondsAfterFinished": 0])
      try await created(timer, "jobs", lab)
      #expect(stored(lab)?["spec"]["completions"] == .null)
      #expect(await lab.eventually { stored(lab)?["status"]["startTime"].string != nil })
      let owner = try #require(stored(lab))
      let set: JSONValue = [
        "apiVersion": "apps/v1", "kind": "DaemonSet",
        "metadata": [
          "name": "many",
          "ownerReferences": [
            ["apiVersion": "batch/v1", "kind": "Job", "name": "once", "uid": .string(owner.uid)]
          ],
        ],
        "spec": [
          "selector": ["matchLabels": ["set": "many"]],
          "template": [
            "metadata": ["labels": ["set": "many"]],
            "spec": ["containers": [["name": "c", "image": "busybox", "command": ["sleep", "600"]]]],
          ],
        ],
      ]
      let answer = try await lab.plane.facade.send("POST", "/apis/apps/v1/namespaces/default/daemonsets", set)
      #expect(answer.status == 201, "\(answer.body)")
      #expect(await lab.eventually { lab.store.list(.pods, namespace: "default").count == 2 })
      // Its time is over.
      _ = try lab.store.update(.jobs, namespace: "default", name: "once") { present in
        var old = present
        old["status"]["startTime"] = .string(Timestamp.text(Date().addingTimeInterval(-7200)))
        return old
      }
      #expect(await lab.eventually { stored(lab) == nil })
      #expect(await lab.eventually { lab.store.list(.daemonSets, namespace: "default").isEmpty })
      #expect(await lab.eventually { lab.store.list(.pods, namespace: "default").isEmpty })
    }
  }

  @Test("a DaemonSet's pods may have no deadline and no end, as in Kubernetes")
  func endless() async throws {
    try await FakeLab.run { lab in
      for (key, value) in [("activeDeadlineSeconds", JSONValue.int(3)), ("restartPolicy", "Never")] {
        var set: JSONValue = [
          "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": ["name": "many"],
          "spec": [
            "selector": ["matchLabels": ["set": "many"]],
            "template": [
              "metadata": ["labels": ["set": "many"]], "spec": ["containers": [["name": "c", "image": "busybox"]]],
            ],
          ],
        ]
        set["spec"]["template"]["spec"][key] = value
        let answer = try await lab.plane.facade.send("POST", "/apis/apps/v1/namespaces/default/daemonsets", set)
        #expect(answer.status == 422, "\(key)")
      }
    }
  }

  @Test("a deleted Job takes its pods along")
  func deleted() async throws {
    try await FakeLab.run { lab in
      try await created(job(["sleep", "600"]), "jobs", lab)
      #expect(await lab.eventually { lab.store.list(.pods, namespace: "default").count == 1 })
      _ = try await lab.plane.facade.send("DELETE", "\(Self.path)/jobs/once")
      #expect(await lab.eventually { lab.store.list(.pods, namespace: "default").isEmpty })
    }
  }

  @Test("a Job that is always started anew is refused, as by Kubernetes")
  func refused() async throws {
    try await FakeLab.run { lab in
      var wrong = job(["exit", "0"])
      wrong["spec"]["template"]["spec"]["restartPolicy"] = "Always"
      let answer = try await lab.plane.facade.send("POST", "\(Self.path)/jobs", wrong)
      #expect(answer.status == 422)
    }
  }

  private func cronJob(_ schedule: String) -> JSONValue {
    let template = job(["exit", "0"])
    return [
      "apiVersion": "batch/v1", "kind": "CronJob", "metadata": ["name": "nightly"],
      "spec": [
        "schedule": .string(schedule), "concurrencyPolicy": "Forbid", "jobTemplate": ["spec": template["spec"]],
      ],
    ]
  }

  @Test("kubectl's `create job --from` copies the CronJob's template")
  func manual() async throws {
    try await FakeLab.run { lab in
      try await created(cronJob("0 3 * * *"), "cronjobs", lab)
      let cron = try #require(lab.store.get(.cronJobs, namespace: "default", name: "nightly"))
      let copy: JSONValue = [
        "apiVersion": "batch/v1", "kind": "Job",
        "metadata": [
          "name": "once", "annotations": ["cronjob.kubernetes.io/instantiate": "manual"],
          "ownerReferences": [cron.asController],
        ],
      ]
      try await created(copy, "jobs", lab)
      #expect(await lab.eventually { stored(lab)?.isTrue(condition: "Complete") == true })
    }
  }

  @Test("a schedule that is none is refused")
  func schedule() async throws {
    try await FakeLab.run { lab in
      let answer = try await lab.plane.facade.send("POST", "\(Self.path)/cronjobs", cronJob("at three"))
      #expect(answer.status == 422)
    }
  }
}

@Suite("A CronJob's schedule")
struct CronScheduleTests {
  private let zone = TimeZone.gmt

  private func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

  @Test(
    "says when it is time",
    arguments: [
      ("17 3 * * *", "2026-11-21T03:17:00Z", true), ("17 3 * * *", "2026-11-21T03:18:00Z", false),
      ("*/15 * * * *", "2026-11-21T03:45:00Z", true), ("*/15 * * * *", "2026-11-21T03:46:00Z", false),
      ("0 9-17 * * 1-5", "2026-11-20T12:00:00Z", true), ("0 9-17 * * 1-5", "2026-11-21T12:00:00Z", false),
      ("0 0 1,15 * *", "2026-11-15T00:00:00Z", true), ("0 0 * 11 7", "2026-11-22T00:00:00Z", true),
      // Where both days are restricted, either is enough.
      ("0 0 13 * 6", "2026-11-21T00:00:00Z", true), ("0 0 13 * 6", "2026-11-22T00:00:00Z", false),
    ])
  func times(schedule: String, time: String, isTime: Bool) throws {
    #expect(try #require(CronSchedule(schedule)).contains(try date(time), in: zone) == isTime)
  }

  @Test("is in the time zone that is named")
  func zones() throws {
    let seoul = try #require(TimeZone(identifier: "Asia/Seoul"))
    let schedule = try #require(CronSchedule("0 3 * * *"))
    #expect(schedule.contains(try date("2026-11-20T18:00:00Z"), in: seoul))
    #expect(!schedule.contains(try date("2026-11-20T18:00:00Z"), in: zone))
  }

  @Test("knows the last time that has come, and none that was before")
  func last() throws {
    let schedule = try #require(CronSchedule("0 * * * *"))
    let (start, end) = (try date("2026-11-21T03:10:00Z"), try date("2026-11-21T05:30:00Z"))
    #expect(schedule.last(after: start, upTo: end, in: zone) == (try date("2026-11-21T05:00:00Z")))
    #expect(schedule.last(after: try date("2026-11-21T05:00:00Z"), upTo: end, in: zone) == nil)
  }

  @Test("what is none is none", arguments: ["", "0 3 * *", "60 3 * * *", "a 3 * * *", "5-1 * * * *", "*/0 * * * *"])
  func none(text: String) { #expect(CronSchedule(text) == nil) }
}

@Suite("A pod's folders")
struct PodVolumeTests {
  private func store() throws -> ObjectStore {
    let store = ObjectStore()
    try store.create(
      .persistentVolumeClaims,
      ["kind": "PersistentVolumeClaim", "metadata": ["name": "reports", "namespace": "default"], "spec": [:]])
    return store
  }

  private let pod: JSONValue = [
    "metadata": ["name": "p", "namespace": "default"],
    "spec": [
      "securityContext": ["runAsUser": 1000, "runAsGroup": 1000, "fsGroup": 2000],
      "volumes": [
        ["name": "r", "persistentVolumeClaim": ["claimName": "reports"]], ["name": "t", "emptyDir": [:]],
      ],
    ],
  ]

  @Test("a claim is the same folder for every pod, an empty one is the pod's own")
  func mounts() throws {
    let store = try store()
    let uid = try #require(store.get(.persistentVolumeClaims, namespace: "default", name: "reports")).uid
    let container: JSONValue = [
      "volumeMounts": [
        ["name": "r", "mountPath": "/reports", "readOnly": true], ["name": "t", "mountPath": "/tmp"],
        ["name": "unknown", "mountPath": "/x"],
      ]
    ]
    let mounts = PodVolumes(pod: pod, store: store).mounts(of: container)
    #expect(
      mounts == [
        ContainerMount(source: .persistentVolume(uid: uid), path: "/reports", isReadOnly: true),
        ContainerMount(source: .emptyDirectory(name: "t"), path: "/tmp", isReadOnly: false),
      ])
  }

  @Test("a claim that is missing is waited for")
  func missing() throws {
    #expect(PodVolumes(pod: pod, store: try store()).missingClaim == nil)
    #expect(PodVolumes(pod: pod, store: ObjectStore()).missingClaim == "reports")
  }

  @Test("a container's own user goes before the pod's; root is nobody special")
  func user() throws {
    let volumes = PodVolumes(pod: pod, store: try store())
    #expect(volumes.user(of: [:]) == ContainerUser(user: 1000, group: 1000, volumeGroup: 2000))
    #expect(volumes.user(of: ["securityContext": ["runAsUser": 5]])?.user == 5)
    #expect(volumes.user(of: ["securityContext": ["runAsUser": 0]]) == nil)
  }
}
