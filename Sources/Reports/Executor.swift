import Migrations

extension Migration {
  /// Who runs it.
  var executor: String { candidates.isEmpty ? runner.shown : "the runner" }

  /// What is sent at once: the file, or one of several strings.
  var unit: String {
    guard let sections, sections.count == 1, let section = sections.first else { return sections == nil ? "file" : "string" }
    if case .pieces = section.sending { return "string" }
    return "file"
  }
}
