public import PostgresBehavior
public import PostgresSyntax

/// A column that a statement gives a type, in CREATE TABLE, ADD COLUMN or ALTER COLUMN.
public struct TypedColumn: Sendable {
  public var table: RelationName
  public var name: String
  public var type: TypeName
  /// Of a new column.
  public var definition: ColumnDefinition?
  /// Of ALTER TABLE.
  public var target: AlterTarget?
}

extension RuleContext {
  /// The columns of some type, outside temporary and foreign tables, that a statement makes or changes.
  public func columns(typedBy step: Step, where matches: (TypeName) -> Bool) -> [TypedColumn] {
    step.operations.flatMap { operation -> [TypedColumn] in
      if let created = operation.as(CreateTable.self) {
        if created.isForeign || created.isTemporary || (created.ifNotExists && schema.isFullyKnown(created.table)) { return [] }
        return created.columns.filter { matches($0.type) }.map {
          TypedColumn(table: created.table, name: $0.name, type: $0.type, definition: $0)
        }
      }
      let found: TypedColumn
      if let added = operation.as(AddColumn.self), matches(added.column.type) {
        if added.ifNotExists, schema.table(added.target.relation)?.column(added.column.name) != nil { return [] }
        found = TypedColumn(
          table: added.target.relation, name: added.column.name, type: added.column.type, definition: added.column, target: added.target)
      } else if let change = operation.as(AlterColumnType.self), matches(change.type) {
        found = TypedColumn(table: change.target.relation, name: change.column, type: change.type, target: change.target)
      } else {
        return []
      }
      let isForeign = found.target?.kind != .table || schema.table(found.table)?.kind == .foreign
      return isForeign || schema.isTemporary(found.table) ? [] : [found]
    }
  }

  /// Where the statement in hand names the type of a column.
  public func place(of column: TypedColumn) -> Span {
    let layout = layout
    if let definition = column.definition { return layout.type(after: definition.location) }
    guard let target = column.target else { return layout.statement.span }
    // A column may be called `type` as well.
    let part = layout.subcommand(target), words = layout.tokens.filter { part.contains($0.span) }
    let name = words.count > 1 && source.token(words[1], is: "column") ? 2 : 1
    return words.dropFirst(name + 1).first { source.token($0, is: "type") }.map { layout.type(after: $0.span.start) } ?? part
  }
}

extension StatementLayout {
  /// The type behind the token at an offset: `timestamp(3) without time zone`, `app.state[]`.
  public func type(after offset: Int) -> Span {
    guard let before = tokens.firstIndex(where: { $0.span.start >= offset }) else { return statement.span }
    var depth = 0, end: Int?
    let start = before + 1
    for token in tokens.dropFirst(start) {
      if depth == 0, end != nil, endsType(token) { break }
      switch source[token.span] {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      default: break
      }
      end = token.span.end
    }
    return end.map { Span(tokens[start].span.start, $0) } ?? statement.span
  }

  private func endsType(_ token: Token) -> Bool {
    if [",", ")", ";"].contains(source[token.span]) { return true }
    let others: [StaticString] = [
      "constraint", "not", "null", "default", "check", "unique", "primary", "references", "collate", "generated", "storage", "compression",
      "options", "using",
    ]
    return others.contains { source.token(token, is: $0) }
  }

  /// The names behind CREATE, ALTER or DROP TABLE, or VIEW.
  public var tableNames: [Span] {
    let words = tokens.prefix { source.isKeyword($0) }
    guard let word = words.firstIndex(where: { source.token($0, is: "table") || source.token($0, is: "view") }) else { return [] }
    let skipped: [StaticString] = ["if", "not", "exists", "only"]
    var at = tokens.dropFirst(word + 1).firstIndex { token in !skipped.contains { source.token(token, is: $0) } }
    var names: [Span] = []
    while let start = at, tokens.indices.contains(start), let name = qualifiedName(at: tokens[start].span.start) {
      names.append(name)
      guard let comma = tokens.firstIndex(where: { $0.span.start >= name.end }), source[tokens[comma].span] == "," else { break }
      at = comma + 1
    }
    return names
  }
}
