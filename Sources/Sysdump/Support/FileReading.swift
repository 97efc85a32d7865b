/// Something that was read of a file, or of several, which may turn out not to be believed.
protocol FileReading {
  /// The same, or why it is not to be believed.
  ///
  /// - Parameter trouble: Why a file is not to be believed; `nil` for one that is.
  func unless(_ trouble: (FileReference) -> String?) -> Self
}

extension Reading: FileReading {}

extension Array: FileReading where Element: FileReading {
  func unless(_ trouble: (FileReference) -> String?) -> Self { map { $0.unless(trouble) } }
}

extension Dictionary: FileReading where Value: FileReading {
  func unless(_ trouble: (FileReference) -> String?) -> Self { mapValues { $0.unless(trouble) } }
}

/// A property that holds what was read. Whoever holds such properties lists them, and a test names those that are not in
/// the list (`OtherMomentTests`).
struct ReadingPlace<Holder> {
  /// Which one.
  let path: PartialKeyPath<Holder>
  private let change: (inout Holder, (FileReference) -> String?) -> Void

  init<Value: FileReading>(_ path: WritableKeyPath<Holder, Value>) {
    self.path = path
    change = { holder, trouble in holder[keyPath: path] = holder[keyPath: path].unless(trouble) }
  }

  /// Takes what it holds for unread where there is trouble with its file.
  func distrust(in holder: inout Holder, _ trouble: (FileReference) -> String?) { change(&holder, trouble) }
}
