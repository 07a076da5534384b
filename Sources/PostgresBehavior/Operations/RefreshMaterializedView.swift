import PostgresSyntax

/// REFRESH MATERIALIZED VIEW (RefreshMatViewStmt).
public struct RefreshMaterializedView: Operation {
  public var view: RelationName
  public var isConcurrent: Bool
  /// `WITH NO DATA`
  public var skipsData: Bool
  /// Byte offset of the view's name in the file.
  public var location: Int

  init?(_ node: Node, in statement: Statement) {
    guard let view = RelationName(rangeVar: node["relation"]) else { return nil }
    self.view = view
    isConcurrent = node.flag("concurrent")
    skipsData = node.flag("skipData")
    location = statement.span.start + (node["relation"]?.number("location") ?? 0)
  }

  /// The index that lets CONCURRENTLY compare rows: unique, on columns only, without a WHERE. Nil when none is known.
  public func fullUniqueIndex(in schema: Schema) -> Index? {
    schema.indexes(on: view).first { $0.isUnique && !$0.isPartial && $0.isValid && $0.columns.count == $0.elements.count }
  }

  public func effects(in moment: Moment) -> [Effect] {
    [moment.effect(view, isConcurrent ? .exclusive : .accessExclusive, skipsData ? .catalog : isConcurrent ? .scan : .rewrite, kind: .materializedView)]
      + (skipsData ? [] : moment.reads(moment.schema.table(view)?.reads ?? []))
  }

  public func apply(to schema: Schema, in moment: Moment) { schema.updateIfKnown(view) { $0.isPopulated = !skipsData } }
}
