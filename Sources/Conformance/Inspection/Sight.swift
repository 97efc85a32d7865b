/// What was seen of something without sending anything.
enum Sight {
  /// It was seen.
  case seen(Observation)
  /// What would tell it is missing, damaged or no answer: not knowing, which is never green.
  case missing(Sentence, [Evidence] = [])
  /// Nothing of this kind tells it, or nothing yet: neither for nor against the cluster.
  case unseen(Sentence)
}
