/// Something that the user has to change before anything can be verified: exit status 2.
struct ConfigurationError: Error, CustomStringConvertible {
  /// What is wrong, with the value at fault.
  var problem: String
  /// What to do next.
  var remedy: String

  init(_ problem: String, remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }

  var description: String { "\(problem). \(remedy)." }
}
