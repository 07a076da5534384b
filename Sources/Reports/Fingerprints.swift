import Linting
import Migrations

/// Names findings so that each keeps its name when lines move, when its statement is laid out anew and when others come or go: by its rule,
/// its file, the words of its statement, and its number among those that are equal in all three.
struct Fingerprints {
  private var counts: [StableHash: Int] = [:]
  /// Of the file in hand.
  private var names: (path: String, statements: StatementNames)?

  /// - Parameter path: the file's, from where it is the same on every machine.
  mutating func next(_ finding: Finding, in migration: Migration, path: String) -> String {
    var names = names?.path == path ? self.names?.statements ?? StatementNames(migration) : StatementNames(migration)
    var hash = StableHash()
    hash.add(finding.rule)
    hash.add(path)
    hash.add(names.text(of: finding))
    self.names = (path, names)
    let number = counts[hash, default: 0]
    counts[hash] = number + 1
    if number > 0 { hash.add("\(number)") }
    return hash.hex
  }
}
