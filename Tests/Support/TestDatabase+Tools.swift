public import Migrations
import Linting
import PostgresBehavior
import PostgresSyntax

/// Files as migration tools send them.
extension TestDatabase {
  /// Runs migrations one after the other, each as its tool does, on one connection.
  /// - Returns: the error that stopped them, and where.
  public func run(_ migrations: [Migration]) -> (path: String, refusal: Refusal)? {
    for migration in migrations {
      if let refusal = run(migration) { return (migration.path, refusal) }
    }
    return nil
  }

  private func run(_ migration: Migration) -> Refusal? {
    let source = migration.source, statements = migration.statements
    let units = LintInput(migration: migration, options: LintOptions(version: ServerVersion(server.version)), history: "").delivery(of: statements).units
    var script = "", isWrapped = false, section: Int?
    func flush() -> Refusal? {
      defer { script = "" }
      let output = self.migration.run("\\set VERBOSITY verbose\n\\o /dev/null\n\(script)\n;\n\\o\n\\set VERBOSITY default")
      return output.status == 0 ? nil : Refusal(output.errors)
    }
    for (number, unit) in units.enumerated() {
      let end = number + 1 < units.count ? units[number + 1].start : .max
      let own = statements.filter { $0.span.start >= unit.start && $0.span.start < end }.map { source[$0.span] }
      if section != unit.section {
        if isWrapped { script += "COMMIT;\n" }
        if unit.isWrapped { script += "BEGIN;\n" }
        (section, isWrapped) = (unit.section, unit.isWrapped)
      }
      switch unit.sending {
      case .statements: script += own.map { $0 + "\n;\n" }.joined()
      // psql sends what stands before `\;` together with what comes after it.
      case .simpleQuery: script += own.joined(separator: "\\;\n") + "\n;\n"
      case .pipeline:
        if own.count == 1 { script += own.joined() + "\n;\n" } else {
          if let refusal = flush() { return refusal }
          // A psql that cannot do that sends one string, which is less for the first statement alone.
          if let error = runPipelined(own) {
            if !error.isEmpty { return Refusal(error) }
          } else {
            script += own.joined(separator: "\\;\n") + "\n;\n"
          }
        }
      }
    }
    if isWrapped { script += "COMMIT;\n" }
    if let refusal = flush() { return refusal }
    let output = self.migration.run("\(TestDatabase.end)\nRESET ALL;")
    return output.status == 0 ? nil : Refusal(output.errors)
  }
}
