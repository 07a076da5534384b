import PostgresSyntax

/// TRUNCATE.
public struct Truncate: Operation {
  public var tables: [RelationName]
  public var cascades: Bool
  /// Those behind ONLY.
  public var only: Set<RelationName>
  /// `RESTART IDENTITY`
  public var restartsSequences: Bool

  init(_ node: Node) {
    let relations = node.list("relations").compactMap { $0.fields(of: "RangeVar") }
    tables = relations.compactMap { RelationName(rangeVar: $0) }
    only = Set(relations.filter { !$0.flag("inh") }.compactMap { RelationName(rangeVar: $0) })
    cascades = node.text("behavior") == "DROP_CASCADE"
    restartsSequences = node.flag("restart_seqs")
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
    return all.flatMap { name in
      moment.effects(name, .accessExclusive, recursing: !only.contains(name)) + (restartsSequences ? moment.ownedSequences(of: name) : [])
    }
  }
}

/// LOCK TABLE.
public struct LockTable: Operation {
  public var tables: [RelationName]
  public var mode: LockMode
  /// Those behind ONLY.
  public var only: Set<RelationName>

  init(_ node: Node) {
    let relations = node.list("relations").compactMap { $0.fields(of: "RangeVar") }
    tables = relations.compactMap { RelationName(rangeVar: $0) }
    only = Set(relations.filter { !$0.flag("inh") }.compactMap { RelationName(rangeVar: $0) })
    mode = LockMode(rawValue: node.number("mode")) ?? .accessExclusive
  }

  /// Of a view it locks all that the view reads.
  public func effects(in moment: Moment) -> [Effect] {
    tables.flatMap { name -> [Effect] in
      let views = [name] + moment.schema.viewsRead(by: name)
      return views.flatMap { moment.effects($0, mode, recursing: !only.contains($0)) }
    }
  }
}
