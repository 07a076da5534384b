public import PostgresSyntax

/// The operations in what `sqlmigrate` printed, by the comments above their SQL: a line with their description between two empty ones.
public struct SqlmigrateOperations: Sendable {
  /// Where each begins, and its description: `Create index product_name_idx on field(s) name of model product`.
  private(set) var found: [(start: Int, title: String)] = []

  public init(in source: SourceText) {
    guard source.lineCount > 2 else { return }
    func line(_ number: Int) -> String { source[source.span(ofLine: number)] }
    for number in 2..<source.lineCount where line(number - 1) == "--" && line(number + 1) == "--" {
      let text = line(number)
      if text.hasPrefix("-- ") { found.append((source.span(ofLine: number).start, String(text.dropFirst(3)))) }
    }
  }

  public var count: Int { found.count }

  public func title(at offset: Int) -> String? { found.last { $0.start <= offset }?.title }

  /// The class that describes itself so; nil for one that Django does not have, or whose SQL a person wrote.
  public static func name(of title: String) -> String? { names.first { title.hasPrefix($0.words) }?.name }

  private static let names: [(words: String, name: String)] = [
    ("Create index ", "AddIndex"), ("Remove index ", "RemoveIndex"), ("Rename index ", "RenameIndex"),
    ("Concurrently create index ", "AddIndexConcurrently"), ("Concurrently remove index ", "RemoveIndexConcurrently"),
    ("Create constraint ", "AddConstraint"), ("Remove constraint ", "RemoveConstraint"), ("Create not valid constraint ", "AddConstraintNotValid"),
    ("Validate constraint ", "ValidateConstraint"), ("Add field ", "AddField"), ("Remove field ", "RemoveField"), ("Alter field ", "AlterField"),
    ("Rename field ", "RenameField"), ("Create model ", "CreateModel"), ("Create proxy model ", "CreateModel"), ("Delete model ", "DeleteModel"),
    ("Rename model ", "RenameModel"), ("Rename table for ", "AlterModelTable"), ("Alter unique_together for ", "AlterUniqueTogether"),
    ("Raw Python operation", "RunPython"),
  ]
}
