import ArgumentParser

/// How `validate` writes what it found.
enum ValidateFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, sarif, github, junit
}
