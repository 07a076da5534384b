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

  /// Notes what is said of the file, or of one beside it.
  mutating func note(_ findings: [Finding], at name: String) {
    if name == migration.name { left = findings }
    for beside in besides.indices where besides[beside].relativePath == name { besides[beside].left = findings }
  }

  /// What fixing made of one of the files that it has become.
  mutating func take(_ more: FixedFile, inPlaceOf name: String) {
    applied += more.applied
    let folder = name.split(separator: "/").dropLast().joined(separator: "/")
    // Migrations with folders of their own lie side by side.
    func path(_ relative: String) -> String { folder.isEmpty || relative.hasPrefix("../") ? relative : "\(folder)/\(relative)" }
    put(more.isGone ? nil : more.source, at: name)
    note(more.left, at: name)
    for beside in more.besides where beside.relativePath != more.migration.name {
      put(beside.new, at: path(beside.relativePath))
      note(beside.left, at: path(beside.relativePath))
    }
  }

  private mutating func put(_ text: SourceText?, at path: String) {
    if path == migration.name, let text {
      if !text.isSame(as: source) { source = text }
      return
    }
    if path == migration.name { isGone = true }
    let known = besides.firstIndex { $0.relativePath == path }
    let old = known.map { besides[$0].old } ?? (path == migration.name ? migration.source : migration.beside(path))
    if let known { besides.remove(at: known) }
    if old == nil, text == nil { return }
    if let old, let text, old.isSame(as: text) { return }
    let changed = ChangedFile(path: migration.path(of: path), relativePath: path, old: old, new: text)
    besides.insert(changed, at: known ?? besides.count)
  }
}
