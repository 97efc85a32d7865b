extension Collection<String> {
  /// The first of many for people, and how many more there are: `a, b and 3 more`.
  func told(_ most: Int) -> String {
    prefix(most).joined(separator: ", ") + (count > most ? " and \(count - most) more" : "")
  }
}
