public import Migrations
public import PostgresSyntax

/// A file and what fixing made of it.
public struct FixedFile: Sendable {
  /// As it was.
  public var migration: Migration
  /// The text as it is now; the same object when nothing changed.
  public var source: SourceText
  /// The findings whose fixes went in, in this order. Their spans are of the text that they were found in.
  public var applied: [Finding]
  /// What lint says of the text now.
  public var left: [Finding]
  /// Why fixes that were asked for did not go in.
  public var refusals: [FixRefusal]
  /// The files that come, go or change with it.
  public var besides: [ChangedFile] = []
  /// Whether it goes, because its migration has another name now.
  public var isGone = false

  public init(migration: Migration, source: SourceText, applied: [Finding] = [], left: [Finding], refusals: [FixRefusal] = []) {
    self.migration = migration
    self.source = source
    self.applied = applied
    self.left = left
    self.refusals = refusals
  }

  public var isChanged: Bool { source !== migration.source || !besides.isEmpty }

  /// What is left of it and of those that came of it.
  public var allLeft: [Finding] { left + besides.flatMap(\.left) }

  /// All that is to be written, and what goes.
  public var written: [WrittenFile] {
    [WrittenFile(migration.name, isGone ? nil : source[source.span])] + besides.filter { $0.relativePath != migration.name }.map { file in
      WrittenFile(file.relativePath, file.new.map { $0[$0.span] })
    }
  }
}
