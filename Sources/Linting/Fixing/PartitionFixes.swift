public import PostgresBehavior
import PostgresSyntax

/// What makes room for a partition beside reads and writes.
extension RuleContext {
  /// What a partition's rows have to be like, its ancestors' bounds included, as an expression; nil where that is not known.
  public func condition(of bound: PartitionBound, under parent: RelationName) -> String? {
    var found: [String] = [], bound: PartitionBound? = bound, above: RelationName? = parent, seen: Set<RelationName> = []
    while let name = above {
      guard seen.insert(name).inserted, schema.isFullyKnown(name), let table = schema.table(name), let key = table.onlyKey, let own = bound,
        let column = table.column(key)
      else { return nil }
      if own == .default {
        let others = table.partitions.map { other in schema.table(other)?.partitionBound?.sql(on: key, of: column.type) }
        guard !others.contains(nil) else { return nil }
        found += none(of: others.compactMap { $0 }, key)
      } else {
        guard let sql = own.sql(on: key, of: column.type) else { return nil }
        found.append(sql)
      }
      (bound, above) = (table.partitionBound, table.parent)
    }
    return found.count > 1 ? found.map { $0.hasPrefix("NOT (") ? $0 : "(\($0))" }.joined(separator: " AND ") : found.first
  }

  /// That a row belongs to none of some bounds: in one expression built as PostgreSQL's own (`get_qual_for_range`), which it has to
  /// recognise.
  private func none(of bounds: [String], _ key: String) -> [String] {
    let isThere = Identifier.sql(key) + " IS NOT NULL", rests = bounds.map { $0.hasPrefix(isThere + " AND ") ? String($0.dropFirst(isThere.count + 5)) : nil }
    guard bounds.count > 1, !rests.contains(nil) else { return bounds.map { "NOT (\($0))" } }
    return ["NOT (\(isThere) AND (\(rests.compactMap { $0 }.map { "(\($0))" }.joined(separator: " OR "))))"]
  }

  /// A CHECK for a while: the statements that add it, prove it and drop it.
  public func proof(_ condition: String, on table: RelationName) -> (add: String, validate: String, drop: String) {
    let name = Identifier.sql(ObjectName.choose(table.name, nil, "bound") { schema.table(table)?.constraint($0) != nil })
    let alter = sql("ALTER TABLE ") + table.sql
    return (
      alter + sql(" ADD CONSTRAINT ") + name + sql(" CHECK (") + sql(condition) + sql(") NOT VALID"),
      alter + sql(" VALIDATE CONSTRAINT ") + name, alter + sql(" DROP CONSTRAINT ") + name
    )
  }

  /// The DEFAULT partition of a table.
  public func defaultPartition(of table: RelationName) -> RelationName? {
    schema.table(table)?.partitions.first { schema.table($0)?.isDefaultPartition ?? false }
  }
}

extension RuleContext {
  /// Lets it be proven beforehand that no row is in the way of a partition, and gives it the indexes of the table.
  /// - Parameters:
  ///   - reads: whether the rows of the new partition are read.
  ///   - others: the tables that are read besides.
  public func attachingProven(_ attach: AttachPartition, reads: Bool, others: [RelationName]) -> Fix? {
    let title: Finding.Message = "prove the bound before, beside reads and writes"
    let reading = attach.reading(in: schema), condition = condition(of: attach.bound, under: attach.target.relation)
    let isKnown = schema.isFullyKnown(attach.partition), partner = defaultPartition(of: attach.target.relation)
    let indexes = reads ? builds(attach) : [], keys = reads ? attach.missingForeignKeys(in: schema) : []
    let inside = partner.map { [$0] + schema.partitions(of: $0) } ?? []
    var proofs: [(add: String, validate: String, drop: String)] = []
    if reads, reading == .rows, let condition { proofs.append(proof(condition, on: attach.partition)) }
    // The bound alone: the DEFAULT partition is under the same ancestors.
    if !others.isEmpty, let partner, let table = schema.table(attach.target.relation), let key = table.onlyKey,
      let own = attach.bound.sql(on: key, of: table.column(key)?.type)
    {
      proofs.append(proof("NOT (\(own))", on: partner))
    }
    let canBeProven = (!reads || reading != .rows || condition != nil) && others.allSatisfy(inside.contains)
      && proofs.count == (reads && reading == .rows ? 1 : 0) + (others.isEmpty ? 0 : 1)
    let wantsMore = schema.indexes(on: attach.target.relation).isEmpty && keys.isEmpty
    guard canBeProven, isKnown || !reads || wantsMore, keys.isEmpty, indexes.allSatisfy({ $0.sql != nil }) else {
      return .plan(title, steps(attach, proofs, indexes, keys, isProven: canBeProven))
    }
    let place: Rewrite.Place = indexes.isEmpty ? .inPlace : .ownTransaction
    return rewrite(
      title,
      indexes.compactMap(\.sql).map { .sql($0, .outsideBlock) } + proofs.map { .sql($0.add, place) }
        + proofs.map { .sql($0.validate, .ownTransaction) } + [.original([], proofs.isEmpty ? place : .ownTransaction)]
        + proofs.map { .sql($0.drop, .ownTransaction) }, names: [attach.partition.name] + indexes.map(\.name))
  }

  /// The indexes that the partition lacks.
  private func builds(_ attach: AttachPartition) -> [(index: Index, name: String, sql: String?)] {
    var taken: Set<String> = []
    return attach.missingIndexes(in: schema).map { index in
      let name = ObjectName.index(on: attach.partition, index.elements, including: index.including, in: schema, besides: taken)
      taken.insert(name)
      let text = index.constraint == nil ? index.sql(name, on: attach.partition) : nil
      return (index, name, text.map { sql("CREATE ") + $0 })
    }
  }

  private func steps(
    _ attach: AttachPartition, _ proofs: [(add: String, validate: String, drop: String)], _ indexes: [(index: Index, name: String, sql: String?)],
    _ keys: [Constraint], isProven: Bool
  ) -> [Fix.Step] {
    let partition = attach.partition.sql, parent = attach.target.relation, statement = source[statement.span] + ";"
    if attach.bound == .hash {
      let fresh = Identifier.sql(ObjectName.choose(attach.partition.name, nil, "new"))
      return [
        Fix.Step("no `CHECK` proves the bound of a hash partition, so attach an empty table", sql: """
          CREATE TABLE \(fresh) (LIKE \(parent.sql) INCLUDING ALL EXCLUDING COMMENTS EXCLUDING IDENTITY EXCLUDING INDEXES EXCLUDING STATISTICS);
          ALTER TABLE \(parent.sql) ATTACH PARTITION \(fresh)\(bound(behind: attach));
          """),
        Fix.Step("copy the rows, some thousand at a time, each batch its own transaction", sql: "INSERT INTO \(parent.sql) SELECT * FROM \(partition) WHERE …;"),
      ]
    }
    var steps: [Fix.Step] = []
    for build in indexes {
      let text = build.sql ?? build.index.sql(build.name, on: attach.partition).map { sql("CREATE ") + $0 }
      steps.append(Fix.Step("outside a transaction: an index like `\(build.index.name)`", sql: text.map { $0 + ";" }))
      guard build.index.constraint != nil else { continue }
      let kind = schema.table(parent)?.constraints.first { $0.index == build.index.name }?.kind
      let words = kind == .primaryKey ? "PRIMARY KEY" : "UNIQUE", name = Identifier.sql(build.name)
      steps.append(.sql("ALTER TABLE \(partition) ADD CONSTRAINT \(name) \(words) USING INDEX \(name);"))
    }
    for key in keys {
      guard let other = key.referencedTable else { continue }
      let columns = key.referencedColumns.isEmpty ? "" : " (\(Identifier.sql(key.referencedColumns)))", name = Identifier.sql(key.name)
      steps.append(
        Fix.Step(
          "with the actions that `\(key.name)` has",
          sql: "ALTER TABLE \(partition) ADD CONSTRAINT \(name) FOREIGN KEY (\(Identifier.sql(key.columns))) REFERENCES \(other.sql)\(columns) NOT VALID;"))
      steps.append(Fix.Step("in a later transaction", sql: "ALTER TABLE \(partition) VALIDATE CONSTRAINT \(name);"))
    }
    if !isProven {
      let name = Identifier.sql(ObjectName.choose(attach.partition.name, nil, "bound"))
      steps.append(Fix.Step("a `CHECK` that says what the bound says, with `IS NOT NULL` for the key, added `NOT VALID`"))
      steps.append(Fix.Step("in a later transaction", sql: "ALTER TABLE \(partition) VALIDATE CONSTRAINT \(name);"))
    }
    steps += proofs.map { .sql($0.add + ";") } + proofs.map { Fix.Step("in a later transaction", sql: $0.validate + ";") }
    return steps + [.sql(statement)] + proofs.map { .sql($0.drop + ";") }
  }

  /// ` FOR VALUES …`, as the statement in hand has it.
  private func bound(behind attach: AttachPartition) -> String {
    guard let start = layout.word("for", after: attach.target.location) else { return "" }
    return " " + source[Span(start.start, statement.span.end)]
  }
}
