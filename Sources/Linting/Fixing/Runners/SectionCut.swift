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

    fileprivate var blocksWrites: Bool { steps.contains { $0.effects.contains(where: \.blocksWrites) } }

    fileprivate mutating func add(_ text: String) { self.text += text }
  }

  private let source: SourceText
  private let freedom: Migration.Freedom?
  /// Whether each statement outside a transaction has a migration of its own.
  private let isAlone: Bool
  private let initial: Settings
  private var sheets: [Sheet] = []
  private var isOpen = false
  /// Comments of statements that go, for what comes next.
  private var carried = ""

  /// Nil where something in it ends the transaction in another way, or cannot run under the tool at all.
  static func sheets(of source: SourceText, _ steps: [Step], for migration: Migration, initial: Settings) -> [Sheet]? {
    var cut = SectionCut(source, migration, initial)
    return cut.run(steps) && !cut.sheets.isEmpty ? cut.sheets.map(cut.finished) : nil
  }

  private init(_ source: SourceText, _ migration: Migration, _ initial: Settings) {
    self.source = source
    freedom = migration.freedom
    isAlone = migration.tool?.keepsOneFile ?? false
    self.initial = initial
  }

  private mutating func run(_ steps: [Step]) -> Bool {
    var at = 0, isInBlock = false
    for step in steps where step.body == nil {
      let statement = step.statement, end = source.end(of: statement), whole = Span(at, end)
      at = end
      if let control = step.operations.first?.transactionControl {
        switch control.kind {
        case .begin where !isInBlock:
          isOpen = false
          carried += comments(whole, around: statement)
        case .commit where isInBlock && !control.chains:
          let comments = comments(whole, around: statement)
          if isOpen { sheets[sheets.count - 1].add(comments) } else { carried += comments }
          isOpen = false
        default: return false
        }
        isInBlock = control.kind == .begin
        continue
      }
      // What a file sets for the statements behind it, it cannot set for another file.
      if !isInBlock, step.setsTimeout {
        carried += comments(whole, around: statement)
        continue
      }
      let isRefused = step.refusesTransactionBlock != nil
      if isRefused, isInBlock || freedom == nil { return false }
      if !isOpen || !isInBlock && !fits(step, isRefused) {
        sheets.append(Sheet(isBlock: isInBlock, isTransactional: !isRefused))
        isOpen = true
      }
      sheets[sheets.count - 1].add(carried + source[whole])
      sheets[sheets.count - 1].steps.append(step)
      carried = ""
    }
    let tail = carried + source[Span(at, source.count)]
    if !tail.isBlank, !sheets.isEmpty { sheets[0].add("\n" + tail.withoutBlanks) }
    return !isInBlock
  }

  /// Whether a statement outside a transaction may run in one migration with those before it.
  private func fits(_ step: Step, _ isRefused: Bool) -> Bool {
    guard let last = sheets.last, !last.isBlock, last.isTransactional != isRefused else { return false }
    if isRefused { return freedom == .statements && !isAlone }
    return !(last.blocksWrites && step.effects.contains { $0.exempt == nil && $0.work > .catalog })
  }

  /// The comments of a statement that goes, on lines of their own.
  private func comments(_ span: Span, around statement: Statement) -> String {
    source.tokens(in: span).filter { $0.kind == .comment && !statement.span.contains($0.span.start) }.map { "\n" + source[$0.span] }.joined()
  }

  /// With the timeouts that were in force at its statements.
  private func finished(_ sheet: Sheet) -> Sheet {
    var sheet = sheet
    sheet.text = sheet.text.withoutBlanks
    guard !sheet.isBlock, let first = sheet.steps.first else { return sheet }
    let isLower = source[first.statement.span.start] >= UInt8(ascii: "a")
    func sql(_ text: String) -> String { isLower ? text.lowercasedOutsideQuotes : text }
    let changed = sheet.steps.flatMap { step in
      [("lock_timeout", step.settings.lockTimeout, initial.lockTimeout), ("statement_timeout", step.settings.statementTimeout, initial.statementTimeout)]
    }.filter { $0.1 != $0.2 && ($0.1?.milliseconds ?? 0, $0.2?.milliseconds ?? 0) != (0, 0) }
    var lines: [String] = [], ends: [String] = []
    for name in ["lock_timeout", "statement_timeout"] {
      guard let value = changed.first(where: { $0.0 == name })?.1 else { continue }
      if sheet.isTransactional {
        lines.append(sql("SET LOCAL \(name) = '\(value.shown)';"))
      } else if freedom == .statements, !isAlone {
        lines.append(sql("SET \(name) = '\(value.shown)';"))
        ends.append(sql("RESET \(name);"))
      }
    }
    sheet.text = (lines + [sheet.text] + ends).joined(separator: "\n")
    return sheet
  }
}

extension Step {
  /// Whether all it does is to set a timeout for the session.
  fileprivate var setsTimeout: Bool {
    !operations.isEmpty && operations.allSatisfy { operation in
      operation.setVariable.map { !$0.isLocal && !$0.isFunctionCall && ($0.name == "lock_timeout" || $0.name == "statement_timeout") } ?? false
    }
  }
}

extension SourceText {
  /// Behind a statement's semicolon, and a comment that ends its line.
  fileprivate func end(of statement: Statement) -> Int {
    statement.isTerminated ? statement.region.end + 1 + comment(behind: statement).utf8.count : statement.span.end
  }
}

extension String {
  fileprivate var isBlank: Bool { utf8.allSatisfy { $0 <= 0x20 } }

  /// Without blank lines at either end; the indentation of the first line stays.
  var withoutBlanks: String {
    var bytes = utf8[...]
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    guard let first = bytes.firstIndex(where: { $0 > 0x20 }) else { return "" }
    if let line = bytes[..<first].lastIndex(of: UInt8(ascii: "\n")) { bytes = bytes[bytes.index(after: line)...] }
    return String(Substring(bytes))
  }
}
