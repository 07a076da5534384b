import Migrations
import PostgresSyntax

/// From findings in a migration's SQL to the same in the file that it was made from.
struct OriginTranslation {
  let migration: Migration
  let origin: MigrationOrigin

  init(of migration: Migration, _ origin: MigrationOrigin) {
    self.migration = migration
    self.origin = origin
  }

  func findings(_ findings: [Finding]) -> [Finding] {
    var found: [Finding] = []
    for finding in findings.map(translated) where !found.contains(where: { $0.span == finding.span && $0.rule == finding.rule && $0.message == finding.message }) {
      found.append(finding)
    }
    return found
  }

  private func translated(_ finding: Finding) -> Finding {
    // A file that cannot be read has no operations.
    guard let number = origin.operation(at: finding.span.start) else { return finding }
    let operation = origin.operations[number]
    var placed = finding
    placed.span = operation.head
    placed.sql = statement(at: finding.span.start)
    let advice = DjangoAdvice(rule: finding.rule, operation: operation, isAtomic: origin.isAtomic, isAlone: origin.operations.count == 1)
    placed.help = advice.help ?? finding.help
    placed.fix = advice.isFixable ? Fix(.safe, advice.title) : finding.fix.flatMap(advice.plan)
    placed.absorbed = finding.absorbed.map(translated)
    var labels: [Finding.Label] = []
    for label in finding.labels {
      guard let other = origin.operation(at: label.span.start), other != number else { continue }
      let moved = Finding.Label(label.message, at: origin.operations[other].head)
      if !labels.contains(moved) { labels.append(moved) }
    }
    placed.labels = labels
    return placed
  }

  /// A word without what stands for all that a file alone does not tell.
  private static func known(_ word: Substring) -> Substring {
    guard let place = word.firstRange(of: "lintel_unknown") else { return word }
    let rest = word[place.upperBound...]
    return word[..<place.lowerBound] + "…" + (rest.hasPrefix("()") ? rest.dropFirst(2) : rest)
  }

  /// The SQL around a place, on one line.
  private func statement(at offset: Int) -> String? {
    guard let statement = migration.source.statements().first(where: { $0.span.contains(offset) }) else { return nil }
    let words = migration.source[statement.span].split(whereSeparator: \.isWhitespace).map(Self.known).joined(separator: " ")
    return words.count > 200 ? words.prefix(199) + "…" : words
  }
}
