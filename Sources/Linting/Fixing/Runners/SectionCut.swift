import Migrations
import PostgresBehavior
import PostgresSyntax

/// Cuts a section that was written out and fixed into what runs in one migration each: what stays in a transaction, and what came
/// before, behind or between.
struct SectionCut {
  struct Sheet {
    var text = ""
    var steps: [Step] = []
    /// Whether it stood between BEGIN and COMMIT.
    var isBlock = false
    var isTransactional = true
    /// What those before it set for the session, besides timeouts.
    fileprivate var inherited: [Setting] = []

    fileprivate var blocksWrites: Bool { steps.contains { $0.effects.contains(where: \.blocksWrites) } }

    fileprivate mutating func add(_ text: String) { self.text += text }
  }

  /// Something that a statement sets for the session.
  fileprivate struct Setting {
    var text: String
    /// Whether it changes nothing in what a statement means.
    var isHarmless: Bool
  }

  private let source: SourceText
  private let newline: String
  private let freedom: Migration.Freedom?
  /// Whether each statement outside a transaction has a migration of its own.
  private let isAlone: Bool
  private let initial: Settings
  private var sheets: [Sheet] = []
  private var isOpen = false
  private var settings: [Setting] = []
  /// Comments of statements that go, for what comes next.
  private var carried = ""

  /// Nil where something in it ends the transaction in another way, or cannot run under the tool at all.
  static func sheets(of source: SourceText, _ steps: [Step], for migration: Migration, initial: Settings) -> [Sheet]? {
    var cut = SectionCut(source, migration, initial)
    guard !source.holdsForeignText, cut.run(steps), !cut.sheets.isEmpty else { return nil }
    let sheets = cut.sheets.compactMap(cut.finished)
    return sheets.count == cut.sheets.count ? sheets : nil
  }

  private init(_ source: SourceText, _ migration: Migration, _ initial: Settings) {
    self.source = source
    newline = source.lineEnd
    freedom = migration.freedom
    isAlone = migration.tool?.keepsOneFile ?? false
    self.initial = initial
  }

  private mutating func run(_ steps: [Step]) -> Bool {
    let statements = source.statements(), byStatement = Dictionary(grouping: steps) { $0.body?.statement ?? $0.statement.span }
    func ending(_ number: Int) -> TransactionControl? {
      statements.indices.contains(number) ? byStatement[statements[number].span]?.first { $0.body == nil }?.operations.first?.transactionControl : nil
    }
    var at = 0, isInBlock = false
    for (number, statement) in statements.enumerated() {
      // What nobody has looked at, nobody moves.
      guard let own = byStatement[statement.span] else { return false }
      let end = source.end(of: statement), whole = Span(at, end)
      at = end
      if let control = ending(number) {
        switch control.kind {
        case .begin where !isInBlock:
          isOpen = false
          carried += comments(whole, around: statement)
        case .commit where isInBlock && !control.chains:
          // Where a transaction is taken up again, they stand above what comes in there.
          let isTakenUp = ending(number + 1)?.kind == .begin
          let comments = comments(whole, around: statement)
          if isOpen, !isTakenUp { sheets[sheets.count - 1].add(comments) } else { carried += comments }
          isOpen = false
        default: return false
        }
        isInBlock = control.kind == .begin
        continue
      }
      // What a file sets for the statements behind it, it cannot set for another file.
      if !isInBlock, own.allSatisfy(\.setsTimeout) {
        carried += comments(whole, around: statement)
        continue
      }
      let isRefused = own.contains { $0.body == nil && $0.refusesTransactionBlock != nil }
      if isRefused, isInBlock || freedom == nil { return false }
      if !isOpen || !isInBlock && !fits(own, isRefused) {
        sheets.append(Sheet(isBlock: isInBlock, isTransactional: !isRefused, inherited: sheets.isEmpty ? [] : settings))
        isOpen = true
      }
      sheets[sheets.count - 1].add(carried + source[whole])
      sheets[sheets.count - 1].steps += own
      carried = ""
      settings += own.flatMap(\.sessionSettings).map { Setting(text: source[statement.span] + ";", isHarmless: $0) }
    }
    let tail = carried + source[Span(at, source.count)]
    if !tail.isBlank, !sheets.isEmpty { sheets[0].add(newline + tail.withoutBlanks) }
    return !isInBlock
  }

  /// Whether a statement outside a transaction may run in one migration with those before it.
  private func fits(_ steps: [Step], _ isRefused: Bool) -> Bool {
    guard let last = sheets.last, !last.isBlock, last.isTransactional != isRefused else { return false }
    if isRefused { return freedom == .statements && !isAlone }
    return !(last.blocksWrites && steps.flatMap(\.effects).contains { $0.exempt == nil && $0.work > .catalog })
  }

  /// The comments of a statement that goes, on lines of their own.
  private func comments(_ span: Span, around statement: Statement) -> String {
    source.tokens(in: span).filter { $0.kind == .comment && !statement.span.contains($0.span.start) }.map { newline + source[$0.span] }.joined()
  }

  /// With what was in force at its statements; nil where that finds no room.
  private func finished(_ sheet: Sheet) -> Sheet? {
    var sheet = sheet, text = sheet.text.withoutBlanks
    guard let first = sheet.steps.first else { return sheet }
    let takesMore = sheet.isTransactional || freedom == .statements && !isAlone
    if !takesMore, !sheet.inherited.allSatisfy(\.isHarmless) { return nil }
    func sql(_ text: String) -> String { source.sql(text, like: (first.body?.statement ?? first.statement.span).start) }
    var lines = takesMore ? sheet.inherited.map(\.text) : [], ends: [String] = []
    for name in ["lock_timeout", "statement_timeout"] where takesMore {
      guard let value = timeout(name, in: sheet) else { continue }
      if sheet.isTransactional {
        lines.append(sql("SET LOCAL \(name) = '\(value.shown)';"))
      } else {
        lines.append(sql("SET \(name) = '\(value.shown)';"))
        ends.append(sql("RESET \(name);"))
      }
    }
    sheet.text = (lines + [text] + ends).joined(separator: newline)
    return sheet
  }

  /// A timeout that is in force for statements of a sheet, and that neither the session nor the sheet sets.
  private func timeout(_ name: String, in sheet: Sheet) -> Settings.Timeout? {
    for step in sheet.steps {
      if step.change(of: name) != nil { return nil }
      let isLock = name == "lock_timeout", value = isLock ? step.settings.lockTimeout : step.settings.statementTimeout
      let own = isLock ? initial.lockTimeout : initial.statementTimeout
      if value?.milliseconds ?? 0 != own?.milliseconds ?? 0 { return value ?? Settings.Timeout(milliseconds: 0) }
    }
    return nil
  }
}

extension Step {
  /// Whether all it does is to set a timeout for the session.
  fileprivate var setsTimeout: Bool {
    body == nil && !operations.isEmpty && operations.allSatisfy { operation in
      operation.setVariable.map { !$0.isLocal && !$0.isFunctionCall && $0.isTimeout } ?? false
    }
  }

  /// For each setting of the session that it changes, timeouts left out: whether that changes nothing in what a statement means.
  fileprivate var sessionSettings: [Bool] {
    guard traits.contains(.changesSettings) else { return [] }
    let isHarmless = operations.compactMap(\.setVariable).filter { !$0.isLocal && !$0.isTimeout }.map { $0.name.map(harmlessSettings.contains) ?? false }
    return isHarmless.isEmpty ? [] : [isHarmless.allSatisfy { $0 }]
  }
}

extension SetVariable {
  fileprivate var isTimeout: Bool { name == "lock_timeout" || name == "statement_timeout" }
}

extension SourceText {
  /// Whether something in it is no SQL, and only the tool knows what it does.
  fileprivate var holdsForeignText: Bool {
    var at = 0
    for token in tokens(in: span) {
      if !self[Span(at, token.span.start)].isBlank { return true }
      at = token.span.end
    }
    return !self[Span(at, count)].isBlank
  }

  /// Behind a statement's semicolon, and a comment that ends its line.
  fileprivate func end(of statement: Statement) -> Int {
    statement.isTerminated ? statement.region.end + 1 + comment(behind: statement).utf8.count : statement.span.end
  }
}

extension String {
  fileprivate var isBlank: Bool { utf8.allSatisfy { $0 <= 0x20 } }

  /// Without blanks at either end; the indentation of the first line stays.
  var withoutBlanks: String {
    var bytes = utf8[...]
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    guard let first = bytes.firstIndex(where: { $0 > 0x20 }) else { return "" }
    bytes = bytes[(bytes[..<first].lastIndex(of: UInt8(ascii: "\n")).map { bytes.index(after: $0) } ?? first)...]
    return String(Substring(bytes))
  }
}
