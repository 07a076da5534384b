public import PostgresBehavior
import PostgresSyntax

/// How rules say what should stand in the place of a statement.
extension RuleContext {
  /// A fix that puts other statements in the place of the one in hand. Where the file's runner leaves no way to run them as they
  /// have to be, it is a plan with the same SQL.
  public func rewrite(_ title: Finding.Message, safety: Fix.Safety = .safe, _ parts: [Rewrite.Part], names: [String] = []) -> Fix? {
    guard let step else { return nil }
    let rewrite = Rewrite(parts, names: names)
    if let body = step.body {
      // What a body says is not to be found where it is made of parts.
      guard body.isVerbatim else { return nil }
      let steps = parts.map { Fix.Step("instead of in the function or `DO` block", sql: rewrite.sql(of: $0, step, self) + ";") }
      return .plan(title, steps)
    }
    if let edits = options.placement.edits(for: rewrite, in: self) { return Fix(safety, title, source.withItsLineEnds(edits)) }
    return planned(title, parts)
  }

  /// A plan of the same SQL, for what nobody should put into the file unseen.
  public func planned(_ title: Finding.Message, _ parts: [Rewrite.Part]) -> Fix? {
    guard let step, step.body == nil else { return nil }
    return .plan(title, parts.map { part in
      Fix.Step(words(part.place, step.transaction.kind), sql: Rewrite(parts).sql(of: part, step, self) + ";")
    })
  }

  private func words(_ place: Rewrite.Place, _ kind: Transaction.Kind) -> Finding.Message? {
    switch (place, kind) {
    case (.inPlace, _): nil
    case (.ownTransaction, .runner), (.ownTransaction, .simpleQuery): "in a later migration, in a transaction of its own"
    case (.ownTransaction, _): "in a transaction of its own, when what stands above is committed"
    case (.outsideBlock, .runner), (.outsideBlock, .simpleQuery): "in a migration of its own that runs outside a transaction"
    case (.outsideBlock, _): "outside a transaction"
    }
  }

  /// SQL in the manner of the statement in hand: in lower case if its keywords are. What stands between quotes stays as it is.
  public func sql(_ text: String) -> String { source.sql(text, like: statement.span.start) }

  /// `ALTER TABLE IF EXISTS ONLY t`, as the statement in hand writes it.
  public func alterTable(_ target: AlterTarget) -> String {
    let end = layout.qualifiedName(at: target.location)?.end ?? statement.span.end
    return source[Span(statement.span.start, end)]
  }

  /// The relation's name, as the statement in hand writes it.
  public func written(_ target: AlterTarget) -> String {
    layout.qualifiedName(at: target.location).map { source[$0] } ?? target.relation.sql
  }

  /// The timeouts among some settings that are too short for a concurrent build, by the names of their settings.
  public func shortTimeouts(in settings: Settings) -> [(setting: String, value: Settings.Timeout)] {
    let timeouts = [("lock_timeout", settings.lockTimeout), ("statement_timeout", settings.statementTimeout)]
    return timeouts.compactMap { setting, value in
      value.flatMap { $0.milliseconds > 0 && $0.milliseconds < options.shortestBuildTimeout ? (setting, $0) : nil }
    }
  }

  /// What sets a timeout again that was taken off.
  func restoring(_ setting: String, _ value: Settings.Timeout) -> String {
    let initial = setting == "lock_timeout" ? session.initial.lockTimeout : session.initial.statementTimeout
    return value == initial ? "RESET \(setting);" : "SET \(setting) = '\(value.shown)';"
  }
}

extension SourceText {
  /// SQL in the manner of the word at a place.
  func sql(_ text: String, like offset: Int) -> String {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self[offset]) ? text.lowercasedOutsideQuotes : text
  }
}

extension String {
  /// What stands between quotes stays as it is.
  var lowercasedOutsideQuotes: String {
    var result = "", quote: Character?
    for character in self {
      if let open = quote { if character == open { quote = nil } } else if character == "'" || character == "\"" { quote = character }
      result += quote == nil ? character.lowercased() : String(character)
    }
    return result
  }
}
