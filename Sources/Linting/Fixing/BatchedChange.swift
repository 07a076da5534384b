public import PostgresBehavior
import PostgresSyntax

/// A change of many rows as a loop over the keys of its table.
extension RuleContext {
  /// What to run in the place of an UPDATE or DELETE, outside a transaction; for others, and where no key of one number is known, in words.
  public func inBatches(_ change: DataChange, _ step: Step) -> [Fix.Step] {
    let statement = text(of: step)
    guard step.body == nil, let key = numberKey(of: change.table), let batch = batch(change, step, key) else {
      return [Fix.Step("some thousand rows at a time, each batch its own transaction: with a condition on a key in", sql: statement)]
    }
    let table = change.table.sql, column = Identifier.sql(key)
    return [
      Fix.Step("outside a transaction: it commits behind each batch, and may be stopped and run again where the change does no harm a second time", sql: """
        DO $$
        DECLARE
          batch_start bigint := (SELECT min(\(column)) FROM \(table));
          batch_end bigint := (SELECT max(\(column)) FROM \(table));
        BEGIN
          WHILE batch_start <= batch_end LOOP
            \(batch);
            COMMIT;
            batch_start := batch_start + 5000;
          END LOOP;
        END $$;
        """)
    ]
  }

  /// The column of a primary key or unique index over one whole number.
  private func numberKey(of table: RelationName) -> String? {
    guard let known = schema.table(table) else { return nil }
    return schema.indexes(on: table).lazy.compactMap { index -> String? in
      guard index.isUnique, !index.isPartial, index.elements.count == 1, let column = index.columns.first, let type = known.column(column)?.type,
        type.schema == nil, !type.isArray, ["int2", "int4", "int8"].contains(type.name)
      else { return nil }
      return column
    }.first
  }

  /// The statement with a condition more. Nil where it is not to be seen where that goes.
  private func batch(_ change: DataChange, _ step: Step, _ key: String) -> String? {
    guard change.kind == .update || change.kind == .delete, change.sources.isEmpty else { return nil }
    let tokens = StatementLayout(step.statement, in: source).tokens
    var depth = 0, place: Token?
    for token in tokens {
      let sign = token.span.length == 1 ? source[token.span.start] : 0
      if sign == UInt8(ascii: "(") { depth += 1 } else if sign == UInt8(ascii: ")") { depth -= 1 }
      guard depth == 0 else { continue }
      if ["with", "returning", "using", "from", "as"].contains(where: { source[token.span].lowercased() == $0 }), token.span != tokens.dropFirst().first?.span { return nil }
      if source.token(token, is: "where") { place = token }
    }
    let span = step.statement.span, column = Identifier.sql(key), bound = "\(column) >= batch_start AND \(column) < batch_start + 5000"
    guard !source[span].contains("$$") else { return nil }
    guard let place else { return source[span] + " WHERE \(bound)" }
    let condition = source[Span(place.span.end, span.end)]
    return source[Span(span.start, place.span.end)] + " \(bound) AND (" + condition.drop { $0.isWhitespace } + ")"
  }
}
