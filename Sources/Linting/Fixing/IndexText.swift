import PostgresBehavior
import PostgresSyntax

extension Index {
  /// `UNIQUE INDEX CONCURRENTLY name ON table (…)` of an index like this one on another table; nil where it has more to it than columns.
  func sql(_ name: String, on table: RelationName) -> String? {
    guard !isPartial, !hasOptions, elements.allSatisfy({ $0.column != nil && $0.operatorClass == nil && $0.collation == nil }) else { return nil }
    let columns = elements.map { element in
      let nulls = element.hasOtherNullsOrder ? element.isDescending ? " NULLS LAST" : " NULLS FIRST" : ""
      return Identifier.sql(element.column ?? "") + (element.isDescending ? " DESC" : "") + nulls
    }
    return "\(isUnique ? "UNIQUE " : "")INDEX CONCURRENTLY \(Identifier.sql(name)) ON \(table.sql)"
      + (method == "btree" ? "" : " USING \(Identifier.sql(method))") + " (\(columns.joined(separator: ", ")))"
      + (including.isEmpty ? "" : " INCLUDE (\(Identifier.sql(including)))") + (nullsNotDistinct ? " NULLS NOT DISTINCT" : "")
  }
}
