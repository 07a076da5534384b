import PostgresSyntax

/// TRUNCATE.
public struct Truncate: Operation {
  public var tables: [RelationName]
  public var cascades: Bool

  init(_ node: Node) {
    tables = node.list("relations").compactMap { RelationName(rangeVar: $0.fields(of: "RangeVar")) }
    cascades = node.text("behavior") == "DROP_CASCADE"
  }

  public func effects(in moment: Moment) -> [Effect] {
    var all = tables
    if cascades {
      // CASCADE empties the tables that point here, and those that point at them.
      var at = 0
      while at < all.count {
        for other in (moment.schema.table(all[at])?.referencedBy ?? []).sorted() where !all.contains(other) { all.append(other) }
        at += 1
      }
    }
    return all.flatMap { moment.effects($0, .accessExclusive) }
  }
}

/// LOCK TABLE.
public struct LockTable: Operation {
  public var tables: [RelationName]
  public var mode: LockMode

  init(_ node: Node) {
    tables = node.list("relations").compactMap { RelationName(rangeVar: $0.fields(of: "RangeVar")) }
    mode = LockMode(rawValue: node.number("mode")) ?? .accessExclusive
  }

  public func effects(in moment: Moment) -> [Effect] { tables.flatMap { moment.effects($0, mode) } }
}
