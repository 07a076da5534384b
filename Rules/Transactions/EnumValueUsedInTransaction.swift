import Linting
import PostgresBehavior
import PostgresSyntax

/// A new value of an enum that is used before it is committed.
struct EnumValueUsedInTransaction: Rule {
  static let metadata = RuleMetadata(
    id: "enum-value-used-in-transaction", summary: "a new enum value is used in the transaction that adds it, which fails",
    severity: .error, fix: .safe)

  func check(_ run: TransactionRun, in context: RuleContext) -> [Finding] {
    guard run.transaction.isBlock else { return [] }
    var made: Set<RelationName> = [], added: [Added] = []
    for step in run.steps {
      guard let operation = step.operations.first else { continue }
      if let created = operation.as(CreateEnum.self) {
        made.insert(created.type)
      } else if let value = operation.as(AddEnumValue.self) {
        // Since 18 a type that nobody else can know takes values at once.
        let isFree = context.version >= 18 && made.contains(value.type)
        if !isFree, !isThere(value, step, context) { added.append(Added(value: value, step: step)) }
      } else if let rename = operation.as(RenameObject.self), rename.kind == "TYPE", let old = rename.object {
        let new = RelationName(schema: old.schema, rename.newName)
        if made.contains(old) { made.insert(new) }
        for at in added.indices where added[at].value.type == old { added[at].value.type = new }
      } else if !added.isEmpty, !step.onlyTalks {
        find(in: step, &added, context)
      }
    }
    if context.version < 12 { return added.map { refusal($0, run, context) } }
    return added.compactMap { finding($0, run, context) }
  }

  private struct Added {
    var value: AddEnumValue
    var step: Step
    var uses: [Span] = []
  }

  /// IF NOT EXISTS that found the value.
  private func isThere(_ added: AddEnumValue, _ step: Step, _ context: RuleContext) -> Bool {
    guard added.ifNotExists, case .enumeration(let values, _)? = context.schema.type(added.type),
      let known = values.first(where: { $0.name == added.value })
    else { return false }
    return known.origin.migration != context.schema.migration || known.origin.span != step.statement.span
  }

  /// Looks for the values as literals.
  private func find(in step: Step, _ added: inout [Added], _ context: RuleContext) {
    let tokens = context.source.tokens(in: step.statement.span).filter { $0.kind != .comment }
    for at in added.indices {
      let literal = Identifier.literal(added[at].value.value)
      let inside = step.bodyRuns(tokens, context.source) ? tokens.flatMap { context.source.body(of: $0) } : []
      let use = inside.first { context.source.isLiteral($0, literal) }
        ?? tokens.first { context.source.isLiteral($0, literal) && step.concerns(added[at].value.type, tokens, context) }
      if let use { added[at].uses.append(use.span) }
    }
  }

  private func finding(_ added: Added, _ run: TransactionRun, _ context: RuleContext) -> Finding? {
    guard let use = added.uses.first else { return nil }
    let others = added.uses.dropFirst().map { Finding.Label(.usedHere, at: $0) }
    return Finding(
      .fails(added.value), at: use, note: .uncommitted, help: .commitFirst(run.transaction.kind),
      labels: [.init(.addedHere, at: added.step.statement.span)] + others, fix: fix(added, run, context))
  }

  /// In front of the block, with those of the same type before it: the order of the values is in their BEFORE and AFTER.
  private func fix(_ added: Added, _ run: TransactionRun, _ context: RuleContext) -> Fix? {
    let steps = run.steps.filter { step in
      step.statement.span.start <= added.step.statement.span.start && step.operations.first?.as(AddEnumValue.self)?.type == added.value.type
    }
    let names = [added.value.type.name, added.value.value], here = context.at(added.step, of: run.steps)
    if let fix = here.inFrontOfBlock(.addFirst, steps, names: names) ?? here.splitBehind(.addFirst) { return fix }
    let place: Finding.Message = run.transaction.kind == .explicit ? "before the transaction" : "in a migration of its own, before this one"
    return .plan(.addFirst, [Fix.Step(place, sql: steps.map(context.text).joined(separator: "\n"))])
  }

  private func refusal(_ added: Added, _ run: TransactionRun, _ context: RuleContext) -> Finding {
    Finding(
      .refused, at: context.layout(of: added.step).keywords(2), help: .commitFirst(added.step.transaction.kind),
      fix: fix(added, run, context))
  }
}

extension Step {
  /// COMMENT, SET and ALTER TYPE name a value without using it.
  fileprivate var onlyTalks: Bool {
    command == "COMMENT" || command == "ALTER TYPE"
      || operations.first.map { $0.transactionControl != nil || $0.setVariable != nil } ?? true
  }

  /// Whether PostgreSQL reads its body now: that of DO, and of a function in SQL.
  fileprivate func bodyRuns(_ tokens: [Token], _ source: SourceText) -> Bool {
    guard let operation = operations.first else { return false }
    if operation.is(DoBlock.self) { return true }
    return operation.is(CreateFunction.self)
      && zip(tokens, tokens.dropFirst()).contains { source.token($0, is: "language") && source.token($1, is: "sql") }
  }

  /// Whether a literal in it can be of a type: it names the type, a column of it, or a table that may have one.
  fileprivate func concerns(_ type: RelationName, _ tokens: [Token], _ context: RuleContext) -> Bool {
    let words = Set(tokens.map { context.source.name($0) })
    if words.contains(type.name) { return true }
    return effects.contains { effect in
      guard effect.kind != .index, effect.kind != .sequence else { return false }
      guard let table = context.schema.table(effect.relation), table.hasAllColumns else { return true }
      let columns = table.columns.filter { RelationName(schema: $0.type.schema, $0.type.name) == type }
      let change = operations.first?.as(DataChange.self)
      let fillsAll = change.map { $0.kind == .insert && $0.table == effect.relation && $0.columns.isEmpty } ?? false
      return columns.contains { fillsAll || words.contains($0.name) }
    }
  }
}

extension SourceText {
  /// `'glad'` or `E'glad'`
  fileprivate func isLiteral(_ token: Token, _ literal: String) -> Bool {
    let prefix = self[token.span.start] | 0x20 == UInt8(ascii: "e") ? 1 : 0
    return token.span.length - prefix == literal.utf8.count && self[Span(token.span.start + prefix, token.span.end)] == literal
  }

  /// A name as PostgreSQL understands it.
  fileprivate func name(_ token: Token) -> String {
    let text = self[token.span]
    return text.hasPrefix("\"") ? String(text.dropFirst().dropLast()) : text.lowercased()
  }

  /// The tokens between dollar quotes.
  fileprivate func body(of token: Token) -> [Token] {
    guard self[token.span.start] == UInt8(ascii: "$") else { return [] }
    var open = token.span.start + 1
    while open < token.span.end, self[open] != UInt8(ascii: "$") { open += 1 }
    let quote = open + 1 - token.span.start
    return tokens(in: Span(open + 1, token.span.end - quote)).filter { $0.kind != .comment }
  }
}

extension Finding.Message {
  fileprivate static func fails(_ added: AddEnumValue) -> Self {
    "fails: `'\(added.value)'` of `\(added.type)` cannot be used before the transaction that adds it is committed"
  }
  fileprivate static let uncommitted: Self =
    "a rollback would leave rows and indexes with a value that the type does not have, so PostgreSQL answers `unsafe use of new value`"
  fileprivate static func commitFirst(_ kind: Transaction.Kind) -> Self {
    kind == .explicit
      ? "move `ALTER TYPE … ADD VALUE` before the `BEGIN`" : "put `ALTER TYPE … ADD VALUE` into a migration of its own, before this one"
  }
  fileprivate static let addFirst: Self = "add the value first"
  fileprivate static let addedHere: Self = "added here"
  fileprivate static let usedHere: Self = "and used here"
  fileprivate static let refused: Self = "`ALTER TYPE … ADD VALUE` fails in a transaction block before PostgreSQL 12"
}
