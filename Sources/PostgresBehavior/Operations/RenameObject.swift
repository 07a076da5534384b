import PostgresSyntax

/// ALTER … RENAME TO, RENAME COLUMN, RENAME CONSTRAINT and RENAME VALUE.
public struct RenameObject: Operation {
  /// As the parse tree spells it, without `OBJECT_`: `TABLE`, `COLUMN`, `TABCONSTRAINT`, `INDEX`, `TYPE`, `TRIGGER`, …
  public var kind: String
  /// The table, view, index or sequence it is about; nil for types, functions, schemas and roles.
  public var relation: RelationName?
  /// The name of a type, schema or function; for ENUM VALUE the type.
  public var object: RelationName?
  /// The old name of a column, constraint or trigger; the old value of an enum.
  public var oldName: String?
  public var newName: String

  init?(_ node: Node) {
    guard let kind = node.text("renameType"), let newName = node.text("newname") else { return nil }
    self.kind = kind.hasPrefix("OBJECT_") ? String(kind.dropFirst(7)) : kind
    relation = RelationName(rangeVar: node["relation"])
    object = node["object"].flatMap { RelationName(parts: ObjectName.parts(of: $0)) }
    oldName = node.text("subname")
    self.newName = newName
  }

  /// ALTER TYPE … RENAME VALUE.
  init(enumValue old: String, to new: String, of type: RelationName) {
    kind = "ENUM VALUE"
    object = type
    oldName = old
    newName = new
  }

  public func renamings(in schema: Schema) -> [(old: RelationName, new: RelationName)] {
    guard let relation else { return [] }
    let renamed = RelationName(schema: relation.schema, newName)
    switch kind {
    case "TABLE", "VIEW", "MATVIEW", "FOREIGN_TABLE", "INDEX", "SEQUENCE": return [(relation, renamed)]
    case "TABCONSTRAINT": return schema.table(relation)?.constraint(oldName ?? "")?.index.map { [($0, renamed)] } ?? []
    default: return []
    }
  }

  public func effects(in moment: Moment) -> [Effect] {
    guard let relation else { return [] }
    switch kind {
    case "INDEX": return [moment.effect(relation, .shareUpdateExclusive, kind: .index)]
    case "SEQUENCE": return [moment.effect(relation, .accessExclusive, kind: .sequence)]
    case "VIEW": return [moment.effect(relation, .accessExclusive, kind: .view)]
    case "MATVIEW": return [moment.effect(relation, .accessExclusive, kind: .materializedView)]
    case "COLUMN", "TABCONSTRAINT": return moment.effects(relation, .accessExclusive)
    // The copies on partitions are renamed with it.
    case "TRIGGER": return moment.effects(relation, .accessExclusive, recursing: moment.schema.hasCopies(ofTrigger: oldName, on: relation))
    case "TABLE", "FOREIGN_TABLE", "POLICY", "RULE": return [moment.effect(relation, .accessExclusive)]
    case "ATTRIBUTE": return moment.schema.tables(of: relation).map { moment.effect($0, .accessExclusive) }
    default: return []
    }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    guard let relation else {
      if kind == "TYPE" || kind == "DOMAIN", let object {
        schema.setType(RelationName(schema: object.schema, newName), schema.type(object))
        schema.setType(object, nil)
      }
      return
    }
    let renamed = RelationName(schema: relation.schema, newName)
    switch kind {
    case "TABLE", "VIEW", "MATVIEW", "FOREIGN_TABLE":
      // ALTER TABLE … RENAME works on indexes as well.
      if schema.table(relation) == nil, schema.index(relation) != nil { schema.renameIndex(relation, to: renamed) }
      schema.renameTable(relation, to: renamed)
    case "INDEX": schema.renameIndex(relation, to: renamed)
    case "SEQUENCE": schema.renameSequence(relation, to: renamed)
    case "COLUMN":
      guard let oldName else { return }
      for name in [relation] + schema.partitions(of: relation) { schema.renameColumn(oldName, to: newName, of: name) }
    case "TRIGGER":
      schema.updateIfKnown(relation) { table in
        if let at = table.triggers.firstIndex(where: { $0.name == oldName }) { table.triggers[at].name = newName }
      }
    case "TABCONSTRAINT":
      schema.updateIfKnown(relation) { table in
        if let at = table.constraints.firstIndex(where: { $0.name == oldName }) { table.constraints[at].name = newName }
      }
    default: break
    }
  }

  public var traits: StepTraits { .renames }
  public var givesName: Bool { true }
}

/// ALTER … SET SCHEMA.
public struct SetSchema: Operation {
  public var kind: String
  public var relation: RelationName?
  /// A type or function.
  public var object: RelationName?
  public var newSchema: String

  init?(_ node: Node) {
    guard let kind = node.text("objectType"), let newSchema = node.text("newschema") else { return nil }
    self.kind = kind.hasPrefix("OBJECT_") ? String(kind.dropFirst(7)) : kind
    self.newSchema = newSchema
    object = node["object"].flatMap { RelationName(parts: ObjectName.parts(of: $0)) }
    relation = RelationName(rangeVar: node["relation"])
  }

  public func renamings(in schema: Schema) -> [(old: RelationName, new: RelationName)] {
    guard let relation else { return [] }
    return ([relation] + schema.ownedSequences(of: relation) + (schema.table(relation)?.indexes ?? [])).map { ($0, RelationName(schema: newSchema, $0.name)) }
  }

  public func effects(in moment: Moment) -> [Effect] {
    guard let relation else { return [] }
    switch kind {
    case "SEQUENCE": return [moment.effect(relation, .accessExclusive, kind: .sequence)]
    case "VIEW": return [moment.effect(relation, .accessExclusive, kind: .view)]
    case "MATVIEW": return [moment.effect(relation, .accessExclusive, kind: .materializedView)]
    // The sequences of its columns move with it.
    default: return [moment.effect(relation, .accessExclusive)] + moment.ownedSequences(of: relation)
    }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    guard let relation else { return }
    if schema.sequence(relation) != nil { schema.renameSequence(relation, to: RelationName(schema: newSchema, relation.name)) }
    for sequence in schema.ownedSequences(of: relation) { schema.renameSequence(sequence, to: RelationName(schema: newSchema, sequence.name)) }
    for index in schema.table(relation)?.indexes ?? [] { schema.renameIndex(index, to: RelationName(schema: newSchema, index.name)) }
    schema.renameTable(relation, to: RelationName(schema: newSchema, relation.name))
  }

  public var traits: StepTraits { .renames }
  public var givesName: Bool { true }
}
