public import PostgresSyntax

extension Migration {
  /// What may run in one migration outside the tool's transaction; nil where nothing can leave it.
  public var freedom: Freedom? { tool?.optOut(for: self).map { $0.needsOnlyStatement ? .onlyStatement : .statements } }

  /// The comments that are orders to a tool.
  public var marks: [Span] { reread?.file(source).marks.all.map(\.span) ?? [] }

  /// The name of its file.
  public var name: String { cut(path).name }

  /// How a path from its folder is shown.
  public func path(of relative: String) -> String { joined(cut(path).folder, relative) }

  /// The text of a file beside it; nil where there is none.
  public func beside(_ relative: String) -> SourceText? {
    guard let file = reread?.file(source) else { return nil }
    return file.surroundings.contents(joined(file.folder, relative)).map { SourceText(utf8: $0) }
  }

  /// What its tool makes of files that are to be written, as they would lie there.
  public func read(_ files: [WrittenFile]) -> [(file: WrittenFile, migration: Migration)] {
    guard let reread else { return [] }
    return files.compactMap { file in
      guard let text = file.text, file.path.hasSuffix(".sql") else { return nil }
      return (file, reread.sibling(path(of: file.path), file.path, SourceText(text), among: files))
    }
  }

  public enum Freedom: Sendable { case onlyStatement, statements }

  /// The lines of a section that undo it, each with the SQL in it, where they are comments of the file.
  public func rollbacks(in section: Int) -> [(span: Span, sql: SourceText)] {
    guard let span = sections?[section].span else { return [] }
    return parts.filter { $0.kind == .rollback && span.contains($0.span.start) }.map { part in
      let text = source[part.span]
      return (part.span, SourceText(trimmed(text.firstRange(of: "rollback").map { text[$0.upperBound...] } ?? "")))
    }
  }

  /// The way back of the file: a part of it, or the file beside that has it.
  public var wayBack: (path: String?, source: SourceText, span: Span)? {
    if let part = parts.first(where: { $0.kind == .down }) { return (nil, source, part.span) }
    guard let file = reread?.file(source), let path = tool?.wayBack(of: file.name), let bytes = file.beside(path) else { return nil }
    let source = SourceText(utf8: bytes)
    return (path, source, source.span)
  }

  /// The files of a migration that is cut into several.
  /// - Parameters:
  ///   - drafts: the first takes the place of `span`, the others follow it.
  ///   - section: the one that `span` is in.
  ///   - wayBack: what changes in the way back.
  ///   - taken: names that were given away besides.
  /// - Returns: nil where the tool has no way.
  public func written(_ drafts: [Draft], inPlaceOf span: Span, section: Int, wayBack edits: [(span: Span, text: String)] = [], taken: [String] = []) -> [WrittenFile]? {
    guard let tool, let file = reread?.file(source), let first = drafts.first, let sections else { return nil }
    let back = wayBack, isBeside = back?.path != nil
    if tool.keepsOneFile {
      return tool.inOneFile(drafts, inPlaceOf: span, section: sections[section], wayBack: edits, of: file)
    }
    let isOff = sections[section].transaction == .none
    var own = Manuscript(file.name, source.replacing([(span, first.up)] + (isBeside ? [] : edits)), hasDown: !first.down.isEmpty && !isBeside)
    if !first.isTransactional, !isOff {
      guard let free = tool.withoutTransaction(own) else { return nil }
      own = free
    }
    var files = [WrittenFile(own.path, own.text)] + own.beside.map(merged)
    if own.path != file.name { files.append(WrittenFile(file.name, nil)) }
    if let back, let path = back.path, !edits.isEmpty || own.path != file.name {
      var twin = Manuscript(path, back.source.replacing(edits))
      if !first.isTransactional, !isOff, !first.down.isEmpty || own.path != file.name {
        guard let free = tool.withoutTransaction(twin) else { return nil }
        twin = free
      }
      files.append(WrittenFile(twin.path, twin.text))
      if twin.path != path { files.append(WrittenFile(path, nil)) }
    }
    let rest = drafts.dropFirst()
    guard !rest.isEmpty else { return files }
    guard let names = successors(of: file, rest.count, taken, tool) else { return nil }
    for (draft, name) in zip(rest, names) {
      guard let written = further(draft.withLF, name, file, back != nil, isBeside, tool) else { return nil }
      files += written
    }
    return files
  }

  /// A file of settings with one line more, or with another in its place.
  private func merged(_ file: WrittenFile) -> WrittenFile {
    guard let line = file.text, let old = beside(file.path) else { return file }
    func key(_ line: some StringProtocol) -> String { String(line.drop { $0 == " " }.prefix { $0 != " " && $0 != "=" }) }
    var lines = old[old.span].split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
    if lines.last == "" { lines.removeLast() }
    lines.removeAll { key($0) == key(line) }
    return WrittenFile(file.path, (lines + [line]).joined(separator: "\n"))
  }

  private func further(_ draft: Draft, _ name: String, _ file: MigrationFile, _ hasBack: Bool, _ isBeside: Bool, _ tool: any Runner) -> [WrittenFile]? {
    let nothing = "-- undone with \(file.isInOwnFolder ? file.folderName : file.name)"
    let down = draft.down.isEmpty ? nothing : draft.down.joined(separator: "\n")
    func free(_ manuscript: Manuscript) -> Manuscript? { draft.isTransactional ? manuscript : tool.withoutTransaction(manuscript) }
    let path = file.isInOwnFolder ? "../\(name)/\(file.name)" : name
    let text = tool.text(up: draft.up, down: hasBack && !isBeside ? down : nil)
    guard let up = free(Manuscript(path, text, hasDown: !draft.down.isEmpty && !isBeside)) else { return nil }
    var files = [WrittenFile(up.path, up.text)] + up.beside
    if isBeside, let twin = tool.wayBack(of: cut(path).name).map({ path.utf8.contains(UInt8(ascii: "/")) ? "\(cut(path).folder)/\($0)" : $0 }) {
      guard let back = draft.down.isEmpty ? Manuscript(twin, down + "\n") : free(Manuscript(twin, down + "\n")) else { return nil }
      files.append(WrittenFile(back.path, back.text))
    }
    return files
  }

  private func successors(of file: MigrationFile, _ count: Int, _ taken: [String], _ tool: any Runner) -> [String]? {
    guard tool.succession != .none else { return nil }
    let folder = file.isInOwnFolder ? cut(file.folder).folder : file.folder
    return NameVersion.names(
      after: file.isInOwnFolder ? file.folderName : file.name, count, among: file.surroundings.names(folder) + taken, tool.succession)
  }
}

extension SourceText {
  /// The text with others in the place of some stretches.
  func replacing(_ edits: [(span: Span, text: String)]) -> String {
    var text = "", at = 0
    for edit in edits.sorted(by: { $0.span.start < $1.span.start }) {
      text += self[Span(at, edit.span.start)] + edit.text
      at = edit.span.end
    }
    return text + self[Span(at, count)]
  }
}

/// A folder and a path from there, which may lead upwards.
func joined(_ folder: String, _ path: String) -> String {
  var folder = folder, path = path[...]
  while path.hasPrefix("../") {
    path = path.dropFirst(3)
    folder = cut(folder).folder
  }
  return folder == "." ? String(path) : "\(folder)/\(path)"
}
