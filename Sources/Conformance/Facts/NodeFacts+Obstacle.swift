extension NodeFacts {
  /// What kept the agent's facts from being read, where that has a name of its own. Records from before it was kept tell it
  /// in words only.
  var knownObstacle: Obstacle? { obstacle ?? problem.flatMap { Obstacle(olderWords: $0.text) } }
}
