import Foundation
import Kubernetes
import Testing

@testable import Conformance

@Suite("Whether the holder of a Lease is alive")
struct LeaseObservationTests {
  private let wall = Date(timeIntervalSince1970: 1_800_000_000)
  private let start = ContinuousClock.now

  private func lease(renewedBefore age: TimeInterval?, version: String = "1", holder: String = "abc@laptop") -> Lease {
    Lease(
      metadata: ObjectMeta(name: "netproof", resourceVersion: version),
      spec: LeaseSpec(
        holderIdentity: holder, leaseDurationSeconds: 30,
        renewTime: age.map { Timestamp(wall.addingTimeInterval(-$0)) }))
  }

  @Test("one that was renewed in time is held, whoever looks")
  func live() {
    let seen = LeaseObservation(lease(renewedBefore: 29), at: start)
    #expect(!seen.isFree(at: start, wall: wall))
    #expect(seen.holder == LeaseHolder(runID: "abc", host: "laptop"))
  }

  @Test("one without a holder is free at once")
  func released() {
    #expect(LeaseObservation(lease(renewedBefore: 1, holder: ""), at: start).isFree(at: start, wall: wall))
  }

  @Test("one that is overdue by a little is watched for two renewals, because clocks differ")
  func skew() {
    let seen = LeaseObservation(lease(renewedBefore: 31), at: start)
    #expect(!seen.isFree(at: start, wall: wall))
    #expect(!seen.isFree(at: start + .seconds(9), wall: wall))
    #expect(seen.isFree(at: start + .seconds(10), wall: wall))
  }

  @Test("one that is overdue by minutes is free at once")
  func longDead() {
    #expect(LeaseObservation(lease(renewedBefore: 151), at: start).isFree(at: start, wall: wall))
  }

  @Test("one that stays unchanged for its duration is free, even if its holder's clock is ahead or says nothing")
  func unchanged() {
    for age in [-3600, nil] as [TimeInterval?] {
      let first = LeaseObservation(lease(renewedBefore: age), at: start)
      let later = LeaseObservation(lease(renewedBefore: age), after: first, at: start + .seconds(29))
      #expect(!later.isFree(at: start + .seconds(29), wall: wall))
      #expect(later.isFree(at: start + .seconds(30), wall: wall))
    }
  }

  @Test("a renewal begins the watch anew")
  func renewed() {
    let first = LeaseObservation(lease(renewedBefore: 31), at: start)
    let renewed = LeaseObservation(lease(renewedBefore: 31, version: "2"), after: first, at: start + .seconds(9))
    #expect(!renewed.isFree(at: start + .seconds(12), wall: wall))
  }

  @Test("how long a watcher has to wait is known beforehand")
  func waiting() {
    let fresh = LeaseObservation(lease(renewedBefore: 4), at: start)
    #expect(fresh.freeIn(at: start, wall: wall) == .seconds(26))
    let overdue = LeaseObservation(lease(renewedBefore: 40), at: start)
    #expect(overdue.freeIn(at: start + .seconds(4), wall: wall) == .seconds(6))
    #expect(LeaseObservation(lease(renewedBefore: 500), at: start).freeIn(at: start, wall: wall) == nil)
  }

  @Test("a killed run's Lease is over well within a minute")
  func duration() {
    #expect(RunLease.duration <= .seconds(45))
    #expect(RunLease.interval * 3 <= RunLease.duration)
  }
}
