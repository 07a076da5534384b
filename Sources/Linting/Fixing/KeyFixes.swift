public import PostgresBehavior
import PostgresSyntax

/// How a UNIQUE or PRIMARY KEY gets its index beside reads and writes.
extension RuleContext {
  /// Builds the index first, and makes a constraint of it. What else stands in the statement stays one statement with the constraint,
  /// unless the index is on a column that the statement makes.
  /// - Parameter columns: those that have to become NOT NULL first.
  public func buildingFirst(_ added: AddConstraint, proving columns: [String] = []) -> Fix? {
    let constraint = added.constraint, target = added.target, title: Finding.Message = "build the index beside reads and writes"
    guard let step, !constraint.isWithoutOverlaps, let key = KeyText(constraint, target, layout) else { return nil }
    let table = schema.table(target.relation), inherits = target.isOnly && !(table?.partitions.isEmpty ?? true)
    if inherits, !columns.isEmpty { return nil }
    if table?.kind == .partitioned { return constraint.isInline ? nil : buildingPerPartition(added, key, columns, title) }
    let name = resolvedName(of: added), made = step.columnsInTheMaking(of: target.relation)
    let isKnown = schema.isFullyKnown(target.relation)
    let isFound = !target.ifExists || isKnown
    guard (constraint.columns + constraint.including).contains(where: made.contains) else {
      // The index of a constraint that the same statement drops has its name until then.
      let isTaken = step.operations.contains { $0.as(DropConstraint.self)?.name == name }
      let index = isTaken ? ObjectName.choose(name, nil, "new") { schema.isRelation($0, beside: target.relation) } : name
      var edits = [Edit.replace(key.definition, with: " " + source.comments(in: key.definition) + sql("USING INDEX ") + Identifier.sql(index))]
      if constraint.name == nil { edits.insert(.insert(sql("CONSTRAINT ") + Identifier.sql(name) + " ", at: constraint.location), at: 0) }
      let parts = provingNotNull(columns, target)
        + [.sql(build(index, written(target), key, constraint), .outsideBlock), .original(edits, .ownTransaction)]
      return isFound ? rewrite(title, parts, names: [name, index]) : planned(title, parts)
    }
    guard let rest = removing(added, key) else { return nil }
    let adopt = alterTable(target) + sql(" ADD ") + adoption(name, key)
    let parts = [.original(rest)] + provingNotNull(columns, target)
      + [.sql(build(name, written(target), key, constraint), .outsideBlock), .sql(adopt, .ownTransaction)]
    let isThere = step.operations.contains { $0.as(AddColumn.self).map { $0.ifNotExists && constraint.columns.contains($0.column.name) } ?? false }
    let isSafe = isFound && (!isThere || isKnown) && !isNeeded(added, name, step)
    return isSafe ? rewrite(title, parts, names: [name]) : planned(title, parts)
  }

  /// `CREATE UNIQUE INDEX CONCURRENTLY n ON t (…)`, with all that the constraint says of its index.
  private func build(_ name: String, _ table: String, _ key: KeyText, _ constraint: ConstraintDefinition) -> String {
    let columns = key.columns ?? "(\(Identifier.sql(constraint.columns)))"
    return ([sql("CREATE UNIQUE INDEX CONCURRENTLY ") + Identifier.sql(name) + sql(" ON ") + table, columns]
      + [key.including, key.nulls, key.options, key.tablespace].compactMap { $0 }).joined(separator: " ")
  }

  /// `CONSTRAINT n UNIQUE USING INDEX n`
  private func adoption(_ name: String, _ key: KeyText) -> String {
    sql("CONSTRAINT ") + Identifier.sql(name) + " " + source[key.keyword] + sql(" USING INDEX ") + Identifier.sql(name)
      + (key.deferral.map { " " + $0 } ?? "")
  }

  /// The edits that leave the rest of the statement; nil if nobody can say what that is.
  private func removing(_ added: AddConstraint, _ key: KeyText) -> [Edit]? {
    let constraint = added.constraint
    guard constraint.isInline else {
      let edits = layout.removing([added.target.subcommand], of: added.target)
      return edits.isEmpty ? nil : edits
    }
    guard let column = step?.operations.lazy.compactMap({ $0.as(AddColumn.self) }).first(where: { $0.target == added.target })?.column,
      // `PRIMARY KEY UNIQUE` is one constraint with two texts.
      column.constraints.filter({ $0.kind == .unique || $0.kind == .primaryKey }).count == 1,
      let element = layout.inlineElement(at: constraint.location, in: added.target)
    else { return nil }
    let saysNotNull = layout.words("not", "null", in: layout.subcommand(added.target)) != nil
    return constraint.kind == .primaryKey && !saysNotNull
      ? [.replace(element, with: sql("NOT NULL"))] : [layout.removingInline(element)]
  }

  /// Whether something else in the statement may need the constraint: a foreign key to the same table, a name of it.
  private func isNeeded(_ added: AddConstraint, _ name: String, _ step: Step) -> Bool {
    step.operations.contains { operation in
      if let other = operation.as(AddConstraint.self)?.constraint { return other.referencedTable == added.target.relation }
      guard let other = operation.as(AlterTableCommand.self) else { return false }
      return other.subtype == "ReplicaIdentity" || other.subtype == "ClusterOn"
    }
  }

  // MARK: Partitions

  private func buildingPerPartition(_ added: AddConstraint, _ key: KeyText, _ columns: [String], _ title: Finding.Message) -> Fix? {
    let target = added.target
    guard let step, schema.isFullyKnown(target.relation), added.constraint.usingIndex == nil,
      !added.constraint.columns.contains(where: step.columnsInTheMaking(of: target.relation).contains),
      let below = constraintsBelow(target.relation, added, key, besides: []), !below.parts.isEmpty
    else { return nil }
    let parts = provingNotNull(columns, target) + below.parts + [.original([], .ownTransaction)]
    // Before 18 the original takes no lock on the partitions that stops reads, and ADD CONSTRAINT does.
    // Where two partitions come to the same name, the order of their bounds says which gets the number; where one comes to the table's
    // own, the table has it first.
    let names = below.names + [added.constraint.name ?? ObjectName.constraint(added.constraint, on: target.relation, in: schema)]
    // Another one of the table's has given the partitions one of a name that nobody told.
    let isSecond = schema.table(target.relation)?.constraints.contains { added.isAlike($0, in: schema) } ?? false
    let isSure = version >= 18 && !target.ifExists && !isSecond && Set(names).count == names.count
    return isSure ? rewrite(title, parts) : planned(title, parts)
  }

  /// The partitions' own constraints, those at the foot of the tree first, and the names that each would have without the others.
  /// - Parameter taken: names that partitions beside it will have.
  private func constraintsBelow(
    _ parent: RelationName, _ added: AddConstraint, _ key: KeyText, besides taken: Set<String>
  ) -> (parts: [Rewrite.Part], names: [String])? {
    guard let table = schema.table(parent) else { return nil }
    var parts: [Rewrite.Part] = [], names: [String] = [], taken = taken
    for partition in table.partitions.sorted() {
      guard let known = schema.table(partition), known.origin != nil, known.kind == .ordinary || known.kind == .partitioned else { return nil }
      if known.constraints.contains(where: { added.isAlike($0, in: schema) }) { continue }
      if added.constraint.kind == .primaryKey, known.constraints.contains(where: { $0.kind == .primaryKey }) { return nil }
      var own = added.constraint
      own.name = nil
      let name = ObjectName.constraint(own, on: partition, in: schema, besides: taken)
      taken.insert(name)
      names.append(ObjectName.constraint(own, on: partition, in: schema))
      let alter = sql("ALTER TABLE ") + partition.sql + sql(" ADD ")
      guard known.kind == .partitioned else {
        parts += [.sql(build(name, partition.sql, key, own), .outsideBlock), .sql(alter + adoption(name, key), .ownTransaction)]
        continue
      }
      guard let below = constraintsBelow(partition, added, key, besides: taken) else { return nil }
      names += below.names
      taken.formUnion(below.names)
      let definition = source[Span(key.keyword.start, key.definition.end)] + (key.deferral.map { " " + $0 } ?? "")
      parts += below.parts + [.sql(alter + sql("CONSTRAINT ") + Identifier.sql(name) + " " + definition, .ownTransaction)]
    }
    return (parts, names)
  }
}

extension Step {
  /// The columns of a table that the statement makes or changes, so that no index on them can come before it.
  func columnsInTheMaking(of table: RelationName) -> [String] {
    operations.compactMap { operation in
      if let added = operation.as(AddColumn.self), added.target.relation == table { return added.column.name }
      if let change = operation.as(AlterColumnType.self), change.target.relation == table { return change.column }
      return nil
    }
  }
}

extension Schema {
  func isRelation(_ name: String, beside table: RelationName) -> Bool {
    let full = RelationName(schema: table.schema, name)
    return index(full) != nil || self.table(full) != nil || sequence(full) != nil
  }
}
