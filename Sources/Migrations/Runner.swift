public import PostgresSyntax

/// A migration tool: how its files are recognised, and how it runs them. One type for each tool, in `Runners/`; it is registered by
/// existing. What each does comes from the tool's own source, documentation or a run of it.
public protocol Runner: Sendable {
  /// As `runner = "…"` and the JSON of `locks` write it.
  var name: String { get }
  /// As its users call it.
  var title: String { get }
  /// What no file shows and `[runners]` of `lintel.toml` tells.
  var settings: [RunnerSetting] { get }
  /// Files beside or above that tell of it.
  var landmarks: [Landmark] { get }

  init()

  /// What the file's own text or name says. Asked for every file, so it looks at the marks and the shape of the name first.
  func evidence(in file: MigrationFile) -> Evidence?
  /// Whether a file beside or above speaks for this file too: its name is one that the tool takes.
  func takes(_ file: MigrationFile) -> Bool
  /// Text that is no SQL.
  func masking(of file: MigrationFile) -> Masking
  /// What ends statements in the place of a semicolon, and lines that say so.
  func delimiters(of file: MigrationFile) -> [Delimiter]
  /// The parts of a file and how they are run. Asked with the masked text.
  func reading(of file: MigrationFile) -> Reading
  /// How a file gets out of the tool's transaction; nil where there is no way.
  func optOut(for migration: Migration) -> OptOut?
  /// For a script that a tool has printed: what takes a statement out of its transaction where it was made.
  var optOutOfScript: String? { get }
  /// How a statement is sent alone without another file: "end its lines with `;`"; nil where a part goes out as one string.
  var splitting: String? { get }
  /// Where it cuts a part without regard to what PostgreSQL takes for one statement: into its pieces, else at every `;`. Nil where it
  /// does not.
  var cutting: Cutting? { get }
  /// The table in which the script itself notes that it is done; nil where the tool does that.
  var historyTable: String? { get }
  /// Whether it notes down each section as done, and not the file.
  var recordsSections: Bool { get }
  /// Where a file stands among the others of its history; nil for the natural order of the names.
  func place(of file: MigrationFile) -> HistoryPlace?

  /// What becomes of a migration that has run when its file is changed; nil where nobody notices.
  var whenChanged: String? { get }
  /// How one migration is put behind another.
  var succession: Succession { get }
  /// The text of a new migration. `down` is nil where the way back has a file of its own, or there is none.
  func text(up: String, down: String?) -> String
  /// A migration taken out of the tool's transaction, in the tool's own words; nil where nothing that is written does that.
  func withoutTransaction(_ manuscript: Manuscript) -> Manuscript?
  /// Whether what is cut apart stays in the same file.
  var keepsOneFile: Bool { get }
  /// The file, with several drafts in the place of a stretch of a section.
  /// - Parameter edits: what changes in the lines that undo the section.
  func inOneFile(_ drafts: [Draft], inPlaceOf span: Span, section: Section, wayBack edits: [(span: Span, text: String)], of file: MigrationFile) -> [WrittenFile]?
  /// The name of the file that undoes one, where that is another file.
  func wayBack(of name: String) -> String?
}

extension Runner {
  public var title: String { name }
  public var settings: [RunnerSetting] { [] }
  public var landmarks: [Landmark] { [] }
  public func evidence(in file: MigrationFile) -> Evidence? { nil }
  public func takes(_ file: MigrationFile) -> Bool { file.shape.version > 0 }
  public func masking(of file: MigrationFile) -> Masking { [] }
  public func delimiters(of file: MigrationFile) -> [Delimiter] { [] }
  public func optOut(for migration: Migration) -> OptOut? { nil }
  public var optOutOfScript: String? { nil }
  public var splitting: String? { nil }
  public var cutting: Cutting? { nil }
  public var historyTable: String? { nil }
  public var recordsSections: Bool { false }
  public func place(of file: MigrationFile) -> HistoryPlace? { nil }
  public var whenChanged: String? { nil }
  public var succession: Succession { .none }
  public func text(up: String, down: String?) -> String { up + "\n" }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? { nil }
  public var keepsOneFile: Bool { false }
  public func inOneFile(
    _ drafts: [Draft], inPlaceOf span: Span, section: Section, wayBack edits: [(span: Span, text: String)], of file: MigrationFile
  ) -> [WrittenFile]? { nil }
  public func wayBack(of name: String) -> String? {
    if name == "up.sql" { return "down.sql" }
    return name.hasSuffix(".up.sql") ? name.dropLast(".up.sql".count) + ".down.sql" : nil
  }
}

/// Something that no file shows, such as a flag on the command line.
public struct RunnerSetting: Sendable {
  public enum Kind: Sendable {
    case flag
    /// One of these.
    case word([String])
    /// Such as `7.4`.
    case version
  }

  public var key: String
  public var kind: Kind

  public init(_ key: String, _ kind: Kind) {
    self.key = key
    self.kind = kind
  }
}

/// Those settings, by `runner.key`, in the words of `lintel.toml`.
public struct RunnerSettings: Hashable, Sendable {
  public var values: [String: String]

  public init(_ values: [String: String] = [:]) { self.values = values }

  /// The value of a key; nil where nothing is said.
  func text(_ runner: String, _ key: String) -> String? { values.isEmpty ? nil : values["\(runner).\(key)"] }
  func flag(_ runner: String, _ key: String) -> Bool? { text(runner, key).map { $0 == "true" } }
}

/// How a file is taken out of the transaction that its tool opens.
public struct OptOut: Hashable, Sendable {
  /// What to do: "add `-- +goose NO TRANSACTION`". Empty where there is nothing to be done.
  public var instruction: String
  /// Whether the tool sends a part as one string, so that the statement has to be the only one in it.
  public var needsOnlyStatement: Bool

  /// What to put it into: "a migration", "a changeset".
  public var home = "a migration"

  public init(_ instruction: String, needsOnlyStatement: Bool, home: String = "a migration") {
    self.instruction = instruction
    self.home = home
    self.needsOnlyStatement = needsOnlyStatement
  }
}

/// How a tool cuts a part into the pieces that it sends.
public struct Cutting: Sendable {
  /// Where it does: "at every `;`".
  public var place: String
  /// What keeps a statement whole: "put … above it".
  public var cure: String
  /// Lines that do so, above it and below it.
  public var lines: (begin: String, end: String)?

  public init(_ place: String, cure: String, lines: (begin: String, end: String)? = nil) {
    self.place = place
    self.cure = cure
    self.lines = lines
  }

  /// Of tools that have two orders for it.
  static func atLineEnds(begin: String, end: String) -> Cutting {
    Cutting("behind every line whose last word ends in `;`", cure: "put `\(begin)` above the statement and `\(end)` below it, on lines of their own", lines: (begin, end))
  }
}

/// Text that a tool takes for the end of a statement, or for an order, and PostgreSQL does not know.
public struct Delimiter: Hashable, Sendable {
  public var span: Span
  public var isEnd: Bool

  public init(_ span: Span, isEnd: Bool) {
    self.span = span
    self.isEnd = isEnd
  }
}

/// The place of a file in its history: by rank, then version, then the natural order of the names.
public struct HistoryPlace: Hashable, Comparable, Sendable {
  /// 0 for what runs in the order of versions, 1 for what runs when that is done.
  public var rank: Int
  /// Compared number by number: `5` comes before `5.1`.
  public var version: [Int]

  public init(rank: Int = 0, version: [Int] = []) {
    self.rank = rank
    self.version = version
  }

  public static func < (a: Self, b: Self) -> Bool { a.rank == b.rank ? a.version.lexicographicallyPrecedes(b.version) : a.rank < b.rank }
}
