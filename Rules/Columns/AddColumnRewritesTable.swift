import Linting
import PostgresBehavior
import PostgresSyntax

/// `ADD COLUMN` whose value has to be written into every row.
struct AddColumnRewritesTable: Rule {
  static let metadata = RuleMetadata(
    id: "add-column-rewrites-table", summary: "ADD COLUMN with a value of its own for every row rewrites the table", severity: .error,
    fix: .unsafe, isBlocking: true)

  func check(_ added: AddColumn, in context: RuleContext) -> [Finding] {
    guard let effect = context.felt(.rewrite), let reason = added.rewriteReason(in: context.schema) else { return [] }
    return [
      Finding(
        .rewrites(effect, reason, added.column), at: context.layout.subcommand(added.target),
        note: context.lock(effect, while: "while it writes every row and every index anew"), help: .help(reason, added), relations: [effect], fix: fix(reason, added, context))
    ]
  }

  // MARK: The fix

  private func fix(_ reason: AddColumn.RewriteReason, _ added: AddColumn, _ context: RuleContext) -> Fix? {
    let table = added.target.relation, column = Identifier.sql(added.column.name), fill = BackfillPlan(table, in: context)
    let layout = context.layout, own = layout.subcommand(added.target), isKey = added.column.constraints.contains { $0.kind == .primaryKey }
    let unique = added.column.constraints.isEmpty ? [] : [
      Fix.Step("add \(Finding.Message.list(added.column.constraints.map(\.keyword))) of the column last, each in the way of its own rule")
    ]
    let required = added.column.isNotNull || isKey ? ColumnPlan.notNull(added.column.name, table) : []
    let nothing: Finding.Message = "\(column) IS NULL", alter = "ALTER TABLE \(table.sql)"
    switch reason {
    case .volatileDefault:
      guard let at = layout.outermost("default", in: own), let words = layout.element(at: at.start, in: own), !isKey else { return nil }
      let value = context.source[Span(at.end, words.end)], required = added.column.isNotNull ? required : []
      var edits = [layout.removingInline(words), .insert(context.sql(", ALTER COLUMN ") + column + context.sql(" SET DEFAULT") + value, at: own.end)]
      if added.column.isNotNull {
        guard let not = layout.words("not", "null", in: own) else { return nil }
        edits.append(layout.removingInline(not))
      }
      var fix = context.rewrite("give new rows the default, and fill the old ones in batches", safety: .unsafe, [.original(edits)])
      fix?.steps += [fill.update(set: "\(column) =\(value)", where: nothing)] + required
      return fix
    case .serial:
      let sequence = RelationName(schema: table.schema, ObjectName.choose(table.name, added.column.name, "seq") {
        let name = RelationName(schema: table.schema, $0)
        return context.schema.sequence(name) != nil || context.schema.table(name) != nil || context.schema.index(name) != nil
      })
      let type = added.column.type.name.hasPrefix("big") || added.column.type.name == "serial8" ? "bigint"
        : added.column.type.name.hasPrefix("small") || added.column.type.name == "serial2" ? "smallint" : "integer"
      let next = "nextval(\(Identifier.literal(sequence.sql)))"
      return .plan("number the rows in batches", [
        .sql("CREATE SEQUENCE \(sequence.sql) AS \(type);"),
        Fix.Step("an instant, with a `lock_timeout`", sql: "\(alter) ADD COLUMN \(column) \(type), ALTER COLUMN \(column) SET DEFAULT \(next);"),
        .sql("ALTER SEQUENCE \(sequence.sql) OWNED BY \(table.sql).\(column);"), fill.update(set: "\(column) = \(next)", where: nothing),
      ] + ColumnPlan.notNull(added.column.name, table) + unique)
    case .identity:
      let helper = RelationName(schema: table.schema, ObjectName.choose(table.name, added.column.name, "fill")), type = added.column.type.description
      let next = "nextval(\(Identifier.literal(helper.sql)))"
      let words = layout.outermost("generated", in: own).flatMap { layout.element(at: $0.start, in: own) }
      guard let identity = words.map({ context.source[$0] }) else { return nil }
      return .plan("number the rows in batches, and make it an identity last", [
        .sql("CREATE SEQUENCE \(helper.sql);"),
        Fix.Step("an instant, with a `lock_timeout`", sql: "\(alter) ADD COLUMN \(column) \(type), ALTER COLUMN \(column) SET DEFAULT \(next);"),
        fill.update(set: "\(column) = \(next)", where: nothing),
      ] + ColumnPlan.notNull(added.column.name, table) + [
        Fix.Step("in one short transaction; new rows go on where the numbers ended", sql: """
          BEGIN;
          SET LOCAL lock_timeout = '2s';
          \(alter) ALTER COLUMN \(column) DROP DEFAULT, ALTER COLUMN \(column) ADD \(identity);
          SELECT setval(pg_get_serial_sequence(\(Identifier.literal(table.sql)), \(Identifier.literal(added.column.name))), \(next), false);
          DROP SEQUENCE \(helper.sql);
          COMMIT;
          """)
      ] + unique)
    case .stored:
      guard let at = layout.outermost("generated", in: own), let words = layout.element(at: at.start, in: own),
        let open = layout.word("as", after: at.end), let stored = layout.word("stored", after: open.end)
      else { return nil }
      let value = context.source[Span(open.end + 1, stored.start)].split(separator: "\n").joined(separator: " ")
      return .plan("compute it in a trigger, and fill the old rows in batches", [
        Fix.Step("an instant, with a `lock_timeout`; `\(context.source[words])` cannot be added to it later", sql: "\(alter) ADD COLUMN \(column) \(added.column.type);")
      ] + ColumnPlan(table, replacing: added.column.name, by: added.column.name, in: context).computing(value.trimmed) + required + unique)
    case .constrainedDomain:
      guard case .domain(let base, _, _)? = context.schema.type(of: added.column.type) else { return nil }
      return .plan("add a column of the base type, with the domain's conditions", [
        Fix.Step("an instant, with a `lock_timeout`", sql: "\(alter) ADD COLUMN \(column) \(base);"),
        Fix.Step("see what the domain says", sql: "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contypid = \(Identifier.literal(added.column.type.description))::regtype;"),
        Fix.Step("say the same of the column, `NOT VALID`, and `VALIDATE` it in a transaction of its own"),
      ])
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = Substring(self)
    while text.last?.isWhitespace ?? false { text.removeLast() }
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    return String(text)
  }
}

extension StatementLayout {
  /// A word of a column's definition that stands in no parentheses.
  fileprivate func outermost(_ word: StaticString, in own: Span) -> Span? {
    var depth = 0
    for token in tokens where own.contains(token.span) {
      if source[token.span] == "(" { depth += 1 } else if source[token.span] == ")" { depth -= 1 }
      if depth == 0, source.token(token, is: word) { return token.span }
    }
    return nil
  }
}

extension Finding.Message {
  fileprivate static func rewrites(_ effect: Effect, _ reason: AddColumn.RewriteReason, _ column: ColumnDefinition) -> Self {
    let cause =
      switch reason {
      case .volatileDefault(let function): function.map { "`\($0)` gives each row a value of its own" } ?? "the default is volatile"
      case .serial: "`\(column.type)` numbers every row"
      case .identity: "the identity numbers every row"
      case .stored: "the generated value is stored in every row"
      case .constrainedDomain: "the domain `\(column.type)` has a constraint to check in every row"
      }
    return "blocks every read and write of `\(effect.relation)` while it is rewritten: \(cause)"
  }

  fileprivate static func help(_ reason: AddColumn.RewriteReason, _ added: AddColumn) -> Self {
    let column = added.column.name
    return switch reason {
    case .volatileDefault:
      "add `\(column)` without a default, then `ALTER COLUMN \(column) SET DEFAULT …` for new rows, and fill the old ones in batches"
    case .serial:
      "make the sequence, add a plain `\(added.column.type.name.hasPrefix("big") ? "bigint" : "integer")` column, set its default, and fill the old rows in batches"
    case .identity: "add a plain column, fill it in batches, then `SET NOT NULL` and `ADD GENERATED … AS IDENTITY`"
    case .stored: "add a plain column, keep it current with a trigger, and fill the old rows in batches"
    case .constrainedDomain: "add a column of the base type, then a `CHECK … NOT VALID` that says what the domain says"
    }
  }
}
