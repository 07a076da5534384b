import Linting
import PostgresBehavior

/// An index on columns that another index begins with.
struct RedundantIndex: Rule {
  static let metadata = RuleMetadata(
    id: "redundant-index", summary: "an index on columns that another index begins with", severity: .note, fix: .plan)

  /// At the end of a migration, for it may drop the other index behind the new one.
  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    run.steps.compactMap { step in
      guard let created = step.operations.first?.as(CreateIndex.self) else { return nil }
      let indexes = context.schema.indexes(on: created.table)
      guard let index = indexes.first(where: { $0.origin.migration == context.schema.migration && $0.origin.span == step.statement.span }),
        let other = indexes.first(where: { $0.name != index.name && $0.serves(index) })
      else { return nil }
      let span = context.layout(of: step).keywords(through: "index")
      return Finding(.redundant(with: other, index), at: span, note: .cost, help: .leaveOut, fix: plan(index, other))
    }
  }
}

extension RedundantIndex {
  private func plan(_ index: Index, _ other: Index) -> Fix {
    let others = other.constraint == nil && !other.isUnique && !other.isPartitioned
      ? [Fix.Step("or, if the new one is to stay and nothing needs more of the other, outside a transaction", sql: "DROP INDEX CONCURRENTLY \(other.name.sql);")] : []
    return .plan(.oneIsEnough, [Fix.Step("leave `\(index.name)` out")] + others)
  }
}

extension Index {
  /// Whether every query that another index serves is served by this one: B-trees on plain columns of which the other has the first.
  fileprivate func serves(_ other: Index) -> Bool {
    guard method == "btree", other.method == "btree", !isPartial, !other.isPartial, !other.isUnique, other.constraint == nil, isValid,
      elements.starts(with: other.elements), other.elements.allSatisfy({ $0.expression == nil }),
      other.including.allSatisfy({ column in including.contains(column) || elements.contains { $0.column == column } })
    else { return false }
    // Of two that are alike the later one is too many.
    let isAlike = elements.count == other.elements.count && Set(including) == Set(other.including) && !isUnique
    return !isAlike || (origin.migration, origin.span.start) < (other.origin.migration, other.origin.span.start)
  }
}

extension Finding.Message {
  fileprivate static func redundant(with other: Index, _ index: Index) -> Self {
    let relation = other.elements.count == index.elements.count ? "is on the same columns" : "begins with the same columns"
    return "`\(index.name)` is redundant: `\(other.name)` \(relation)"
  }
  fileprivate static let oneIsEnough: Self = "keep one of them"
  fileprivate static let cost: Self = "each index costs every write and takes its room, and two that begin alike serve the same queries"
  fileprivate static let leaveOut: Self = "leave it out, or drop the other one if this one is to stay"
}
