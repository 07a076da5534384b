public import PostgresSyntax

/// A line of a file that is a comment for PostgreSQL and an order for some tool.
public struct Mark: Hashable, Sendable {
  public enum Kind: Int, CaseIterable, Sendable {
    case goose, sqlMigrate, dbmateUp, dbmateDown, liquibase, changeset, rollback, graphile, ternSeparator, ternOptOut, atlas, breakpoint, bunSplit,
      postgresMigrations, morph, noTransaction, upMigration, downMigration, sqitch, evolve, alembic, tern
  }

  public var kind: Kind
  /// From its first dash to the last sign that is not blank.
  public var span: Span
  /// The whole line, with its line end.
  public var line: Span
  /// The 1-based number of the line.
  public var number: Int

  /// Whether blanks stand before it.
  public var isIndented: Bool { span.start > line.start }
}

/// All of them, in their order. A file without any costs a look at the first bytes of each line.
public struct Marks: Sendable {
  public private(set) var all: [Mark] = []
  private var kinds: UInt64 = 0

  public func has(_ kind: Mark.Kind) -> Bool { kinds & (1 << UInt64(kind.rawValue)) != 0 }
  public func first(_ kind: Mark.Kind) -> Mark? { has(kind) ? all.first { $0.kind == kind } : nil }
  public func all(_ kind: Mark.Kind) -> [Mark] { has(kind) ? all.filter { $0.kind == kind } : [] }
  public var isEmpty: Bool { all.isEmpty }

  init(of source: SourceText) {
    source.withBytes(of: source.span) { bytes in
      var start = 0, number = 1
      while start < bytes.count {
        let end = bytes.endOfLine(from: start)
        look(UnsafeBufferPointer(rebasing: bytes[start..<end]), start, number)
        (start, number) = (end, number + 1)
      }
    }
  }

  private mutating func look(_ line: UnsafeBufferPointer<UInt8>, _ start: Int, _ number: Int) {
    var end = line.count
    while end > 0, line[end - 1] <= 0x20 { end -= 1 }
    var at = 0
    // A byte-order mark is no sign of the first line.
    if number == 1, line.count >= 3, line[0] == 0xef, line[1] == 0xbb, line[2] == 0xbf { at = 3 }
    while at < end, line[at] == 0x20 || line[at] == 0x09 { at += 1 }
    guard at < end else { return }
    guard line[at] == UInt8(ascii: "-"), at + 2 < end, line[at + 1] == UInt8(ascii: "-") else {
      // Drizzle writes it behind the statement.
      let word: StaticString = "--> statement-breakpoint"
      if line[end - 1] == UInt8(ascii: "t"), end > word.utf8CodeUnitCount, line.has(word, at: end - word.utf8CodeUnitCount) {
        note(.breakpoint, Span(start + end - word.utf8CodeUnitCount, start + end), start..<start + line.count, number)
      }
      return
    }
    guard let kind = Marks.kind(of: UnsafeBufferPointer(rebasing: line[(at + 2)..<end])) else { return }
    note(kind, Span(start + at, start + end), start..<start + line.count, number)
  }

  private mutating func note(_ kind: Mark.Kind, _ span: Span, _ line: Range<Int>, _ number: Int) {
    all.append(Mark(kind: kind, span: span, line: Span(line.lowerBound, line.upperBound), number: number))
    kinds |= 1 << UInt64(kind.rawValue)
  }

  /// What a comment is, by the text behind its two dashes.
  private static func kind(of text: UnsafeBufferPointer<UInt8>) -> Mark.Kind? {
    var at = 0
    while at < text.count, text[at] == 0x20 || text[at] == 0x09 { at += 1 }
    guard at < text.count else { return nil }
    switch text[at] | 0x20 {
    case UInt8(ascii: "+") | 0x20:
      if text.has("+goose", at: at) { return .goose }
      return text.has("+migrate ", at: at) ? .sqlMigrate : nil
    case UInt8(ascii: "m"):
      if text.has("migrate:up", at: at) { return .dbmateUp }
      if text.has("migrate:down", at: at) { return .dbmateDown }
      return text.has("morph:", at: at) ? .morph : nil
    case UInt8(ascii: "l"): return text.has("liquibase ", at: at) ? .liquibase : nil
    case UInt8(ascii: "c"): return text.has("changeset ", at: at) ? .changeset : nil
    case UInt8(ascii: "r"):
      if text.has("rollback", at: at) { return .rollback }
      return text.has("running upgrade ", at: at) || text.has("running downgrade ", at: at) ? .alembic : text.has("revert ", at: at) ? .sqitch : nil
    case UInt8(ascii: "!") | 0x20: return at == 0 ? .graphile : nil
    case UInt8(ascii: "-"):
      if text.has("-- tern: disable-tx", at: at) { return .ternOptOut }
      if text.has("-- create above / drop below", at: at) { return .ternSeparator }
      if text.has("-- tern:", at: at) { return .tern }
      return direction(of: text, at)
    case UInt8(ascii: "a"): return text.has("atlas:", at: at) ? .atlas : nil
    case UInt8(ascii: ">") | 0x20: return at == 0 && text.has("> statement-breakpoint", at: at) ? .breakpoint : nil
    case UInt8(ascii: "b"): return text.has("bun:split", at: at) ? .bunSplit : nil
    case UInt8(ascii: "p"): return text.has("postgres-migrations ", at: at) ? .postgresMigrations : nil
    case UInt8(ascii: "n"): return text.has("no-transaction", at: at) ? .noTransaction : nil
    case UInt8(ascii: "t"): return text.has("tern:", at: at) ? .tern : nil
    case UInt8(ascii: "u"): return direction(of: text, at)
    case UInt8(ascii: "d"):
      // `-- Deploy flipr:users to pg`
      return text.has("deploy ", at: at) && text.count > at + 6 && text.ends(" to pg") ? .sqitch : direction(of: text, at)
    case UInt8(ascii: "v"): return text.has("verify ", at: at) && text.contains(UInt8(ascii: ":")) ? .sqitch : nil
    case UInt8(ascii: "e"): return text.has("evolve-tx-off", at: at) ? .evolve : nil
    default: return nil
    }
  }

  /// `^\s*--[\s-]*(up|down)\s+migration`, as node-pg-migrate looks for it.
  private static func direction(of text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Mark.Kind? {
    var at = start
    while at < text.count, text[at] == UInt8(ascii: "-") || text[at] == 0x20 || text[at] == 0x09 { at += 1 }
    let isUp = text.has("up", at: at)
    guard isUp || text.has("down", at: at) else { return nil }
    at += isUp ? 2 : 4
    let blank = at
    while at < text.count, text[at] == 0x20 || text[at] == 0x09 { at += 1 }
    return at > blank && text.has("migration", at: at) ? isUp ? .upMigration : .downMigration : nil
  }
}
