public import PostgresBehavior
public import PostgresSyntax

extension RuleContext {
  /// For a constraint behind ADD COLUMN: whether the column itself makes PostgreSQL rewrite the table, which is the larger cause.
  public func rewritesColumn(of added: AddConstraint) -> Bool {
    guard let step, added.constraint.isInline else { return false }
    return step.operations.contains { operation in
      guard let column = operation.as(AddColumn.self), column.target == added.target else { return false }
      return column.rewriteReason(in: schema) != nil
    }
  }
}

extension RuleContext {
  /// For a constraint behind ADD COLUMN: whether the column is NOT NULL without a value, so that the statement fails
  /// unless the table is empty: add-required-column says so.
  public func failsOnRows(_ added: AddConstraint) -> Bool {
    guard let step, added.constraint.isInline else { return false }
    return step.operations.contains { operation in
      guard let column = operation.as(AddColumn.self), column.target == added.target else { return false }
      return column.column.isNotNull && !column.column.hasDefault
    }
  }
}

extension StatementLayout {
  /// The first words of a constraint: `CHECK`, `REFERENCES`, `PRIMARY KEY`; with its name: `CONSTRAINT n CHECK`.
  public func keyword(of constraint: ConstraintDefinition) -> Span { keyword(ofConstraintAt: constraint.location) }

  /// The same of one that starts at an offset.
  public func keyword(ofConstraintAt location: Int) -> Span {
    guard let at = tokens.firstIndex(where: { $0.span.start >= location }) else { return statement.span }
    let named = source.token(tokens[at], is: "constraint") ? at + 2 : at
    var last = min(named, tokens.count - 1)
    if last + 1 < tokens.count, source.token(tokens[last + 1], is: "key") { last += 1 }
    return Span(tokens[at].span.start, tokens[last].span.end)
  }
}

extension RuleContext {
  /// Why a change of type rewrites its table; nil where it does not, or an earlier subcommand of the same statement does already.
  public func rewriteReason(of change: AlterColumnType) -> TypeChange.Reason? {
    let reasons = (step?.operations ?? []).compactMap { operation -> (AlterTarget, TypeChange.Reason)? in
      guard let other = operation.as(AlterColumnType.self), let reason = other.change(in: schema, session.settings).reason else { return nil }
      return (other.target, reason)
    }
    // One that depends on the time zone leaves the word to one that does not.
    let first = reasons.first { $0.1 != .timeZone } ?? reasons.first
    return first.flatMap { $0.0 == change.target ? $0.1 : nil }
  }
}
