public import PostgresBehavior
public import PostgresSyntax

/// What plans are made of.
extension RuleContext {
  /// The text of a statement, with its `;`.
  public func text(of step: Step) -> String {
    var text = TextBuilder(capacity: step.statement.span.length + 1)
    source.withBytes(of: step.statement.span) { text.append($0) }
    text.append(";")
    return text.text
  }

  /// The statement in hand, under a lock_timeout, for a moment when few use the table.
  public func carefully(_ sql: String, _ text: Finding.Message? = "try again when it gives up") -> [Fix.Step] {
    [.sql(self.sql("SET lock_timeout = '5s';")), Fix.Step(text, sql: sql)]
  }

  /// Takes a statement out, with its line if nothing else stands on it.
  public func removal(of statement: Statement) -> Edit { source.removal(of: statement) }

  /// Where statements that need a transaction of their own go.
  public func apart(_ kind: Transaction.Kind) -> Finding.Message {
    kind == .runner || kind == .simpleQuery ? "in a migration of its own" : "in a transaction of its own"
  }
}

extension Fix.Step {
  /// Several statements of one transaction.
  public static func transaction(_ text: Finding.Message?, _ statements: [String]) -> Self {
    Fix.Step(text, sql: (["BEGIN;", "SET LOCAL lock_timeout = '5s';"] + statements + ["COMMIT;"]).joined(separator: "\n"))
  }
}
