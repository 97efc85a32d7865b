import ArgumentParser

/// When to colour.
enum ColourMode: String, CaseIterable, ExpressibleByArgument {
  case auto
  case always
  case never
}
