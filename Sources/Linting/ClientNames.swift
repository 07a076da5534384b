public import PostgresBehavior

/// Something that programs ask for by its name.
public enum ClientName: Hashable, Sendable {
  case relation(RelationName), column(RelationName, String), type(RelationName), function(RelationName), schema(String)
  /// Of an enum.
  case value(RelationName, String)
}

extension RenameObject {
  /// What it renames, if programs know it by that name; nil for an index, a constraint, a trigger.
  public var names: (old: ClientName, new: ClientName)? {
    switch (kind, relation, object, oldName) {
    case ("TABLE", let table?, _, _), ("VIEW", let table?, _, _), ("MATVIEW", let table?, _, _), ("FOREIGN_TABLE", let table?, _, _):
      (.relation(table), .relation(RelationName(schema: table.schema, newName)))
    case ("COLUMN", let table?, _, let old?), ("ATTRIBUTE", let table?, _, let old?): (.column(table, old), .column(table, newName))
    case ("TYPE", _, let type?, _), ("DOMAIN", _, let type?, _): (.type(type), .type(RelationName(schema: type.schema, newName)))
    case ("ENUM VALUE", _, let type?, let old?): (.value(type, old), .value(type, newName))
    case ("FUNCTION", _, let function?, _), ("PROCEDURE", _, let function?, _), ("ROUTINE", _, let function?, _),
      ("AGGREGATE", _, let function?, _):
      (.function(function), .function(RelationName(schema: function.schema, newName)))
    case ("SCHEMA", _, _, let old?): (.schema(old), .schema(newName))
    default: nil
    }
  }
}

extension SetSchema {
  public var names: (old: ClientName, new: ClientName)? {
    func moved(_ name: RelationName) -> RelationName { RelationName(schema: newSchema, name.name) }
    return switch (kind, relation, object) {
    case ("TABLE", let table?, _), ("VIEW", let table?, _), ("MATVIEW", let table?, _), ("FOREIGN_TABLE", let table?, _):
      (.relation(table), .relation(moved(table)))
    case ("TYPE", _, let type?), ("DOMAIN", _, let type?): (.type(type), .type(moved(type)))
    case ("FUNCTION", _, let function?), ("PROCEDURE", _, let function?), ("ROUTINE", _, let function?), ("AGGREGATE", _, let function?):
      (.function(function), .function(moved(function)))
    default: nil
    }
  }
}

extension DropObject {
  /// What it drops, if programs know it by that name.
  public var clientNames: [ClientName] {
    switch kind {
    case "FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE": names.map(ClientName.function)
    case "TYPE", "DOMAIN": names.map(ClientName.type)
    case "SCHEMA": names.map { .schema($0.name) }
    default: []
    }
  }
}

/// What programs find under a name that was taken away.
public enum Successor: Sendable {
  /// Something new, without the rows or values of the old one.
  case empty
  case equal
}

extension Operation {
  /// What it renames or moves to another schema.
  public var renaming: (old: ClientName, new: ClientName)? {
    guard traits.contains(.renames) else { return nil }
    if let rename = self.as(RenameObject.self) { return rename.names }
    return self.as(SetSchema.self)?.names
  }

  /// What programs find under a name from now on.
  fileprivate func successor(_ name: ClientName) -> Successor? {
    guard givesName else { return nil }
    if let renaming { return renaming.new == name ? .equal : nil }
    switch name {
    case .relation(let table):
      if let created = self.as(CreateTable.self) { return created.table == table ? .empty : nil }
      if let created = self.as(CreateTableAs.self) { return created.table == table ? .equal : nil }
      return self.as(CreateView.self)?.view == table ? .equal : nil
    case .column(let table, let column):
      guard let added = self.as(AddColumn.self), added.target.relation == table, added.column.name == column else { return nil }
      return added.column.generated == .stored || added.column.generated == .virtual ? .equal : .empty
    case .type(let type):
      let made = self.as(CreateEnum.self)?.type ?? self.as(CreateDomain.self)?.domain ?? self.as(CreateCompositeType.self)?.type
      return made == type ? .equal : nil
    case .value(let type, let value):
      guard let added = self.as(AddEnumValue.self) else { return nil }
      return added.type == type && added.value == value ? .equal : nil
    case .function(let function): return self.as(CreateFunction.self)?.function == function ? .equal : nil
    case .schema(let schema): return self.as(CreateSchema.self)?.name == schema ? .empty : nil
    }
  }

  /// Whether it takes a name away.
  fileprivate func takes(_ name: ClientName) -> Bool {
    if let renaming { return renaming.old == name }
    switch name {
    case .relation(let table): return self.as(DropRelation.self)?.relations.contains(table) ?? false
    case .column(let table, let column): return self.as(DropColumn.self).map { $0.target.relation == table && $0.column == column } ?? false
    case .value: return false
    case .type, .function, .schema: return self.as(DropObject.self)?.clientNames.contains(name) ?? false
    }
  }
}

extension RuleContext {
  /// What the statement in hand and those behind it do, to the end of its transaction, in their order; up to the first result.
  public func firstInRestOfTransaction<R>(_ body: (any Operation) -> R?) -> R? {
    for operation in step?.operations ?? [] { if let result = body(operation) { return result } }
    guard inTransactionBlock else { return nil }
    for statement in later {
      if statement.operations.first?.transactionControl?.endsTransaction ?? false { return nil }
      for operation in statement.operations { if let result = body(operation) { return result } }
    }
    return nil
  }

  /// Whether the rest of the transaction has such an operation.
  public func restOfTransaction(has matches: (any Operation) -> Bool) -> Bool {
    firstInRestOfTransaction { matches($0) ? true : nil } ?? false
  }

  /// Whether the transaction ends in a ROLLBACK, so that nobody sees what it does.
  public var isRolledBack: Bool {
    guard inTransactionBlock else { return false }
    let end = later.lazy.compactMap { $0.operations.first?.transactionControl }.first(where: \.endsTransaction)
    return end?.kind == .rollback
  }

  /// What programs find under a name when the transaction ends that takes it away; nil for nothing.
  public func successor(of name: ClientName) -> Successor? { firstInRestOfTransaction { $0.successor(name) } }

  /// Whether one of the next statements, behind the transaction, uses the name again: for a while nothing is there.
  public func comesBackTooLate(_ name: ClientName) -> Bool {
    successor(of: name) == nil && later.prefix(20).contains { $0.givesNames && $0.operations.contains { $0.successor(name) != nil } }
  }

  /// Whether this migration gave something its name, so that no program knows it by that name yet.
  public func isNewName(_ name: ClientName) -> Bool {
    switch name {
    case .relation(let table): if schema.isNew(table) || schema.isTemporary(table) { return true }
    case .column(let table, let column): if schema.isNew(column, of: table) || schema.isTemporary(table) { return true }
    case .value(let type, _): if isNewName(.type(type)) { return true }
    case .type, .function, .schema: break
    }
    switch name {
    // Of those the schema knows which are new, but for their new names; IF NOT EXISTS may have found an old one.
    case .relation, .column:
      // A column is as new as its table.
      let table: ClientName? = if case .column(let table, _) = name { .relation(table) } else { nil }
      return recent(.renames).contains { step in
        step.operations.contains { operation in
          guard let new = operation.renaming?.new else { return false }
          return new == name || new == table
        }
      }
    case .schema:
      return recent.contains { step in
        step.operations.contains { $0.successor(name) != nil && $0.as(CreateSchema.self)?.ifNotExists != true }
      }
    case .type, .value, .function: return recent.contains { $0.operations.contains { $0.successor(name) != nil } }
    }
  }

  /// Whether this migration took the name from something else before: what has it now stands in for that.
  public func wasTaken(_ name: ClientName) -> Bool {
    recent([.renames, .drops], limit: 50).contains { $0.operations.contains { $0.takes(name) } }
  }
}

extension TransactionControl {
  fileprivate var endsTransaction: Bool { kind == .commit || kind == .rollback || kind == .prepare }
}

extension ClientName: CustomStringConvertible {
  /// For messages: `` `email` of `customers` ``.
  public var description: String {
    let words: Finding.Message = switch self {
    case .relation(let name): "`\(name)`"
    case .column(let table, let column): "`\(column)` of `\(table)`"
    case .type(let name): "the type `\(name)`"
    case .value(let type, let value): "the value `\(value)` of `\(type)`"
    case .function(let name): "the function `\(name)`"
    case .schema(let name): "the schema `\(name)`"
    }
    return words.description
  }
}

extension Finding.Message {
  /// Why a change of names hurts, though it takes no time.
  public static let oldVersions: Self = """
    programs do not change in the same instant: while this is deployed, old versions run on, and each of their statements \
    that names it fails
    """
}
