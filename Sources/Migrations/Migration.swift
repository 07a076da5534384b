public import PostgresSyntax

/// One migration file: its text, and how its runner treats it.
public struct Migration: Sendable {
  /// As it is shown: relative to the working directory where it lies below it.
  public var path: String
  public var source: SourceText
  /// The name of the runner that executes it, such as `psql`; `unknown` where several might.
  public var runner: String
  /// Which ones, where nothing decides.
  public var candidates: [String] = []
  /// What spoke for it; nil where nothing did.
  public var evidence: Evidence?
  /// All parts of the file; the whole of it where it has only one.
  public var parts: [Part]
  /// How what runs on the way up is run; nil for statement by statement, the whole file.
  public var sections: [Section]?
  /// The orders to the tool that switch its transaction off.
  public var annotations: [Annotation] = []
  public var place: HistoryPlace?
  /// The tool, for its words; nil for an unknown one.
  public var tool: (any Runner)?
  /// Where something runs that cannot be written as SQL, such as a data migration in Python.
  public var unwritten: [Span] = []
  /// The file that the SQL was made from, where that is no SQL itself.
  public var origin: MigrationOrigin?
  /// Reads another text in its place.
  var reread: Rereading?

  public init(path: String, source: SourceText, runner: String = "psql") {
    self.path = path
    self.source = source
    self.runner = runner
    parts = [Part(.up, source.span)]
  }

  /// The same file with another text.
  public func with(_ source: SourceText) -> Migration { reread?.read(source) ?? Migration(path: path, source: source, runner: runner) }

  /// The spans that run on the way up.
  public var ups: [Span] { sections?.map(\.span) ?? [source.span] }
  /// Whether nothing of it runs on the way up.
  public var isWayDown: Bool { sections?.isEmpty ?? false }
  /// Whether nobody knows in which transaction it runs: what is said of it holds under every tool that it could be.
  public var isTransactionUncertain = false
  /// Whether the tool refuses the file when another statement, even a SET, stands beside those in it.
  public var takesNoOthers = false

  /// The statements of the way up.
  public var statements: [Statement] {
    guard let sections else { return source.statements() }
    return sections.flatMap { source.statements(in: $0.span) }
  }

  /// Its runner as people call it; for an unknown one those it could be.
  public var runnerTitle: String {
    candidates.isEmpty ? tool?.title ?? runner : candidates.dropLast().joined(separator: ", ") + " or " + (candidates.last ?? "")
  }

  /// psql's commands in it that run another file, such as `\i a.sql`. What that does is known only where it is a migration itself.
  public var includes: [String] {
    guard let tool, let file = reread?.file(source) else { return [] }
    return tool.masking(of: file).includes(in: source)
  }

  /// Why that runner, for people.
  public var why: String { evidence?.reason ?? "nothing speaks for another runner" }
}
