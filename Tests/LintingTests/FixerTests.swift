import LintelRules
import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax
import Testing

@Suite struct `Fixing` {
  @Test func `goes on until nothing is left to fix`() {
    let fixed = Fixed("BEGIN;\nBEGIN;\nBEGIN;\nSET LOCAL lock_timeout = '5s';\nCOMMIT;\n", with: Rules.all.map { $0.rule })
    #expect(fixed.text == "BEGIN;\nSET LOCAL lock_timeout = '5s';\nCOMMIT;\n")
    #expect(fixed.applied == ["nested-transaction", "nested-transaction"])
    let isFixable = fixed.file.left.contains { $0.fix?.safety == .safe }
    #expect(!isFixable)
    #expect(fixed.file.isChanged && fixed.file.refusals.isEmpty)
    #expect(!Fixed(fixed.text, with: Rules.all.map { $0.rule }).file.isChanged)
  }

  @Test func `leaves a text alone that has nothing to fix`() {
    let fixed = Fixed("SELECT 8;\n", with: [OneToTwo.self])
    #expect(fixed.file.source === fixed.file.migration.source)
    #expect(!fixed.file.isChanged && fixed.file.applied.isEmpty)
  }

  @Test func `takes unsafe fixes only when it may, and plans never`() {
    #expect(Fixed("SELECT 3;", with: [ThreeToFour.self]).text == "SELECT 3;")
    #expect(Fixed("SELECT 3;", with: [ThreeToFour.self], allowsUnsafe: true).text == "SELECT 4;")
    let plan = Fixed("SELECT 1;", with: [OnlyPlan.self], allowsUnsafe: true)
    #expect(plan.text == "SELECT 1;" && plan.left == ["only-plan"])
  }

  @Test func `takes only the rules that are wanted`() {
    let types: [any Rule.Type] = [OneToTwo.self, ThreeToFour.self]
    #expect(Fixed("SELECT 1; SELECT 3;", with: types, allowsUnsafe: true) { $0 == "one-to-two" }.text == "SELECT 2; SELECT 3;")
    #expect(Fixed("SELECT 1; SELECT 3;", with: types, allowsUnsafe: true) { $0 != "one-to-two" }.text == "SELECT 1; SELECT 4;")
  }

  @Test func `lets what overlaps wait, and what comes first win`() {
    // Both want the same 1; when one has it, the other finds nothing.
    let fixed = Fixed("SELECT 1;", with: [OneToTwo.self, OneToNine.self])
    #expect(fixed.text == "SELECT 9;")
    #expect(fixed.applied == ["one-to-nine"])
    // Two that put something at one place: one after the other.
    #expect(Fixed("SELECT 1;", with: [MarkA.self, MarkB.self]).text == "/* b */ /* a */ SELECT 1;")
  }

  @Test func `takes a fix whole or not at all`() {
    // Its first edit is free, its second one is not.
    let fixed = Fixed("SELECT 1; SELECT 5;", with: [OneToNine.self, OneAndFive.self])
    #expect(fixed.text == "SELECT 9; SELECT 5;")
  }

  @Test func `passes over fixes that are no edits of the text`() {
    let fixed = Fixed("SELECT 'é';", with: [Nonsense.self])
    #expect(!fixed.file.isChanged && fixed.applied.isEmpty)
    #expect(fixed.left.count == 5)
  }

  @Test func `ends where two rules undo each other`() {
    let fixed = Fixed("SELECT 1; SELECT 5;", with: [OneToTwo.self, TwoToOne.self, FiveToSix.self])
    #expect(fixed.text == "SELECT 1; SELECT 6;")
    #expect(fixed.applied == ["five-to-six"])
    #expect(fixed.file.refusals == [FixRefusal(.cycle, rules: ["one-to-two", "two-to-one"])])
    #expect(!Fixed(fixed.text, with: [OneToTwo.self, TwoToOne.self, FiveToSix.self]).file.isChanged)
    let alone = Fixed("SELECT 1;", with: [OneToTwo.self, TwoToOne.self])
    #expect(!alone.file.isChanged && alone.applied.isEmpty && alone.left == ["one-to-two"])
    // What led into the circle stays.
    #expect(Fixed("SELECT 0;", with: [ZeroToOne.self, OneToTwo.self, TwoToOne.self]).text == "SELECT 1;")
  }

  @Test func `leaves a file alone whose fixes come to no end`() {
    let inputs = ["SELECT 7;", "SELECT 5;"]
    let fixed = Fixed(inputs, with: [Growing.self, FiveToSix.self])
    #expect(fixed.texts == ["SELECT 7;", "SELECT 6;"])
    #expect(fixed.report.files.map { $0.refusals.map(\.reason) } == [[.endless], []])
  }

  @Test func `takes back what makes a file worse, and that alone`() {
    let types: [any Rule.Type] = [FiveToNonsense.self, OneToTwo.self]
    let fixed = Fixed("SELECT 1; SELECT 5; SELECT 1; SELECT 5; SELECT 1;", with: types)
    #expect(fixed.text == "SELECT 2; SELECT 5; SELECT 2; SELECT 5; SELECT 2;")
    #expect(fixed.applied == ["one-to-two", "one-to-two", "one-to-two"])
    #expect(fixed.left == ["five-to-nonsense", "five-to-nonsense"])
    #expect(fixed.file.refusals == [FixRefusal(.worse, rules: ["five-to-nonsense"])])
    #expect(!Fixed(fixed.text, with: types).file.isChanged)
  }

  @Test func `takes back what brings another error, and no warning`() {
    #expect(Fixed("SELECT 5;", with: [FiveToSix.self, ErrorAtSix.self]).text == "SELECT 5;")
    #expect(Fixed("SELECT 5;", with: [FiveToSix.self, WarningAtSix.self]).text == "SELECT 6;")
    // An error of a rule that had one already, at another place.
    #expect(Fixed("SELECT 6; SELECT 5;", with: [FiveToSix.self, ErrorAtSix.self]).text == "SELECT 6; SELECT 5;")
  }

  @Test func `tries again what did not fit at first`() {
    // 5 may become 6 when there is a 2, and that takes two rounds.
    let fixed = Fixed("SELECT 5; SELECT 0;", with: [FiveToSix.self, ZeroToOne.self, OneToTwo.self, ErrorAtSixWithoutTwo.self])
    #expect(fixed.text == "SELECT 6; SELECT 2;")
    #expect(fixed.file.refusals.isEmpty)
  }

  @Test(arguments: ["SELECT 1; selec;", "SELECT 1; SELECT 'open", "SELECT 1; SELECT (;"])
  func `never touches a file with a syntax error`(sql: String) {
    let off = LintOptions.with { $0.severities = ["syntax-error": Severity?.none] }
    for options in [LintOptions.protected, off] {
      let fixed = Fixed([sql, "SELECT 1;"], options, with: [OneToTwo.self])
      #expect(fixed.texts == [sql, "SELECT 2;"])
      #expect(fixed.report.files[0].refusals == [FixRefusal(.syntaxError, rules: ["one-to-two"])])
    }
    let silenced = "-- lintel: ignore-file[syntax-error] not ours\n" + sql
    #expect(Fixed(silenced, with: [OneToTwo.self]).text == silenced)
  }

  @Test func `leaves out what a comment silences`() {
    let sql = "-- lintel: ignore[one-to-two] it has to be 1\nSELECT 1;\nSELECT 1;"
    #expect(Fixed(sql, with: [OneToTwo.self]).text == "-- lintel: ignore[one-to-two] it has to be 1\nSELECT 1;\nSELECT 2;")
  }

  @Test(arguments: [
    ("\u{feff}SELECT 1;\n", "\u{feff}/* x */\nSELECT 1;\n"), ("SELECT 1;\r\n", "/* x */\r\nSELECT 1;\r\n"), ("SELECT 1;", "/* x */\nSELECT 1;"),
    ("SELECT 1;\r\nSELECT '\n';", "/* x */\nSELECT 1;\r\nSELECT '\n';"), ("\u{feff}SELECT 'é'\r\n;\r\n", "\u{feff}/* x */\r\nSELECT 'é'\r\n;\r\n"),
  ])
  func `keeps marks and line ends`(before: String, after: String) {
    let fixed = Fixed(before, with: [Heading.self])
    #expect(Array(fixed.text.utf8) == Array(after.utf8))
  }

  @Test(arguments: [
    ("SELECT 1;\n", "SELECT 1;\nSELECT 2;\n"), ("SELECT 1;", "SELECT 1;\nSELECT 2;"), ("SELECT 1;\r\n\r\n", "SELECT 1;\r\n\r\n\r\nSELECT 2;\r\n"),
  ])
  func `gives a last line no end that it had not`(before: String, after: String) {
    #expect(Array(Fixed(before, with: [Ending.self]).text.utf8) == Array(after.utf8))
  }

  @Test func `knows the schema that other files leave, as they are after their own fixes`() {
    // The first file's fix gives a table another name, which the second file's error is about.
    let renaming = Fixed(["CREATE TABLE a (i int);", "SELECT 1;"], with: [RenameTable.self, ErrorWithoutTable.self])
    #expect(renaming.texts == ["CREATE TABLE a (i int);", "SELECT 1;"])
    #expect(renaming.report.files[0].refusals == [FixRefusal(.worse, rules: ["rename-table"])])
    #expect(Fixed(["CREATE TABLE a (i int);"], with: [RenameTable.self, ErrorWithoutTable.self]).texts == ["CREATE TABLE b (i int);"])
  }

  @Test func `leaves the history alone that is not under review`() {
    let inputs = ["SELECT 1;", "SELECT 1;"].enumerated().map { number, sql in
      LintInput(migration: Migration(path: "\(number).sql", source: SourceText(sql)), options: .protected, history: "", isReviewed: number == 1)
    }
    let report = Fixer(Linter(rules: [OneToTwo.self])).fix(inputs)
    #expect(report.files.map { $0.source[$0.source.span] } == ["SELECT 2;"])
    #expect(report.files.map(\.migration.path) == ["1.sql"])
  }

  @Test func `tells how far it is, of each file once`() {
    let inputs = (0..<3).map { LintInput(migration: Migration(path: "\($0).sql", source: SourceText("SELECT 1;")), options: .protected, history: "\($0)") }
    var done: [Int] = []
    _ = Fixer(Linter(rules: [OneToTwo.self])).fix(inputs) { done.append($0) }
    #expect(done == [1, 2, 3])
  }

  @Test func `of many files and fixes is as of one`() {
    let many = String(repeating: "SELECT 1;\n", count: 800), fixed = Fixed([many, "SELECT 5;", many], with: [OneToTwo.self, FiveToNonsense.self])
    #expect(fixed.texts == [many, "SELECT 5;", many].map { $0.replacing("1", with: "2") })
  }
}

/// Texts of one history through the fixer.
private struct Fixed {
  let report: FixReport

  init(
    _ migrations: [String], _ options: LintOptions = .protected, with types: [any Rule.Type], allowsUnsafe: Bool = false,
    choosing: @escaping @Sendable (String) -> Bool = { _ in true }
  ) {
    report = Fixer(Linter(rules: types), allowsUnsafe: allowsUnsafe, chooses: choosing).fix(
      migrations.enumerated().map { number, sql in
        LintInput(migration: Migration(path: "\(number).sql", source: SourceText(sql)), options: options, history: "")
      })
  }

  init(
    _ sql: String, with types: [any Rule.Type], allowsUnsafe: Bool = false, choosing: @escaping @Sendable (String) -> Bool = { _ in true }
  ) {
    self.init([sql], with: types, allowsUnsafe: allowsUnsafe, choosing: choosing)
  }

  var file: FixedFile { report.files[0] }
  var texts: [String] { report.files.map { $0.source[$0.source.span] } }
  var text: String { texts[0] }
  var applied: [String] { file.applied.map(\.rule) }
  var left: [String] { file.left.map(\.rule) }
}

// MARK: Rules made up for this

extension RuleContext {
  /// The edit of a digit in the statement in hand.
  fileprivate func replace(_ digit: Character, with text: String) -> [Edit] {
    let span = statement.span
    guard let at = Array(source[span].utf8).firstIndex(of: digit.asciiValue ?? 0) else { return [] }
    return [.replace(Span(span.start + at, span.start + at + 1), with: text)]
  }

  /// A finding for a digit, with the fix that makes another of it.
  fileprivate func change(_ digit: Character, to text: String, _ safety: Fix.Safety = .safe) -> [Finding] {
    let edits = replace(digit, with: text)
    return edits.isEmpty ? [] : [Finding("not \(digit)", at: statement.span, fix: Fix(safety, "make it \(text)", edits))]
  }
}

private protocol DigitRule: Rule {
  static var change: (from: Character, to: String, safety: Fix.Safety) { get }
}

extension DigitRule {
  func check(_ step: Step, in context: RuleContext) -> [Finding] { context.change(Self.change.from, to: Self.change.to, Self.change.safety) }
}

private struct OneToTwo: DigitRule {
  static let metadata = RuleMetadata(id: "one-to-two", summary: "", severity: .warning)
  static var change: (from: Character, to: String, safety: Fix.Safety) { ("1", "2", .safe) }
}

private struct OneToNine: DigitRule {
  static let metadata = RuleMetadata(id: "one-to-nine", summary: "", severity: .error)
  static var change: (from: Character, to: String, safety: Fix.Safety) { ("1", "9", .safe) }
}

private struct TwoToOne: DigitRule {
  static let metadata = RuleMetadata(id: "two-to-one", summary: "", severity: .warning)
  static var change: (from: Character, to: String, safety: Fix.Safety) { ("2", "1", .safe) }
}

private struct ZeroToOne: DigitRule {
  static let metadata = RuleMetadata(id: "zero-to-one", summary: "", severity: .warning)
  static var change: (from: Character, to: String, safety: Fix.Safety) { ("0", "1", .safe) }
}

private struct ThreeToFour: DigitRule {
  static let metadata = RuleMetadata(id: "three-to-four", summary: "", severity: .error)
  static var change: (from: Character, to: String, safety: Fix.Safety) { ("3", "4", .unsafe) }
}

private struct FiveToSix: DigitRule {
  static let metadata = RuleMetadata(id: "five-to-six", summary: "", severity: .warning)
  static var change: (from: Character, to: String, safety: Fix.Safety) { ("5", "6", .safe) }
}

private struct FiveToNonsense: DigitRule {
  static let metadata = RuleMetadata(id: "five-to-nonsense", summary: "", severity: .error)
  static var change: (from: Character, to: String, safety: Fix.Safety) { ("5", "(", .safe) }
}

/// Each fix makes place for the next one.
private struct Growing: DigitRule {
  static let metadata = RuleMetadata(id: "growing", summary: "", severity: .warning)
  static var change: (from: Character, to: String, safety: Fix.Safety) { ("7", "7 + 7", .safe) }
}

private struct OnlyPlan: Rule {
  static let metadata = RuleMetadata(id: "only-plan", summary: "", severity: .error)
  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    [Finding("x", at: context.statement.span, fix: .plan("by hand", [.sql("SELECT 2;")]))]
  }
}

/// Changes the 1 of this statement and the first letter of the file.
private struct OneAndFive: Rule {
  static let metadata = RuleMetadata(id: "z-one-and-five", summary: "", severity: .error)
  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    let edits = context.replace("5", with: "6")
    let one = Array(context.source[context.source.span].utf8).firstIndex(of: UInt8(ascii: "1"))
    guard let one, !edits.isEmpty else { return [] }
    return [Finding("x", at: context.statement.span, fix: Fix(.safe, "both", edits + [.replace(Span(one, one + 1), with: "2")]))]
  }
}

/// Puts its mark in front of a statement that has it not.
private struct MarkA: Rule {
  static let metadata = RuleMetadata(id: "mark-a", summary: "", severity: .warning)
  func check(_ step: Step, in context: RuleContext) -> [Finding] { mark("/* a */", context) }
}

private struct MarkB: Rule {
  static let metadata = RuleMetadata(id: "mark-b", summary: "", severity: .warning)
  func check(_ step: Step, in context: RuleContext) -> [Finding] { mark("/* b */", context) }
}

private func mark(_ mark: String, _ context: RuleContext) -> [Finding] {
  if context.source[context.source.span].contains(mark) { return [] }
  return [Finding("x", at: context.statement.span, fix: .safe("mark it", .insert(mark + " ", at: 0)))]
}

private struct Nonsense: Rule {
  static let metadata = RuleMetadata(id: "nonsense", summary: "", severity: .error)
  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    let quote = 8
    let edits: [[Edit]] = [
      [], [.insert("x", at: 100)], [.insert("x", at: -1)], [.insert("x", at: quote + 1)],
      [.delete(Span(0, 5)), .delete(Span(4, 6))],
    ]
    return edits.enumerated().map { number, edits in
      Finding(Finding.Message("\(number)"), at: context.statement.span, fix: Fix(.safe, "x", edits))
    }
  }
}

private struct ErrorAtSix: Rule {
  static let metadata = RuleMetadata(id: "error-at-six", summary: "", severity: .error)
  func check(_ step: Step, in context: RuleContext) -> [Finding] { context.change("6", to: "5", .plan) }
}

private struct WarningAtSix: Rule {
  static let metadata = RuleMetadata(id: "warning-at-six", summary: "", severity: .warning)
  func check(_ step: Step, in context: RuleContext) -> [Finding] { context.change("6", to: "5", .plan) }
}

private struct ErrorAtSixWithoutTwo: Rule {
  static let metadata = RuleMetadata(id: "error-at-six-without-two", summary: "", severity: .error)
  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    context.source[context.source.span].utf8.contains(UInt8(ascii: "2")) ? [] : context.change("6", to: "5", .plan)
  }
}

private struct Heading: Rule {
  static let metadata = RuleMetadata(id: "heading", summary: "", severity: .warning)
  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    if context.source[context.source.span].utf8.contains(UInt8(ascii: "x")) { return [] }
    return [Finding("x", at: context.statement.span, fix: .safe("head it", .insert("/* x */\n", at: 0)))]
  }
}

private struct Ending: Rule {
  static let metadata = RuleMetadata(id: "ending", summary: "", severity: .warning)
  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    let source = context.source
    if source[source.span].utf8.contains(UInt8(ascii: "2")) { return [] }
    let gap = source[source.count - 1] == 0x0a && source[source.count - 2] != 0x0a && source[source.count - 2] != 0x0d ? "" : "\n"
    return [Finding("x", at: context.statement.span, fix: .safe("end it", .insert("\(gap)SELECT 2;\n", at: source.count)))]
  }
}

private struct RenameTable: Rule {
  static let metadata = RuleMetadata(id: "rename-table", summary: "", severity: .warning)
  func check(_ table: CreateTable, in context: RuleContext) -> [Finding] {
    let span = context.statement.span
    guard let at = Array(context.source[span].utf8).firstIndex(of: UInt8(ascii: "a")) else { return [] }
    return [Finding("x", at: span, fix: .safe("b", .replace(Span(span.start + at, span.start + at + 1), with: "b")))]
  }
}

private struct ErrorWithoutTable: Rule {
  static let metadata = RuleMetadata(id: "error-without-table", summary: "", severity: .error)
  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    let isSelect = run.steps.contains { $0.command == "SELECT" }
    return isSelect && context.schema.table(RelationName("a")) == nil ? [Finding("x", at: Span(0, 6))] : []
  }
}
