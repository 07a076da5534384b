import PostgresSyntax

/// Atlas. Source: `sql/migrate/{dir,lex}.go`, `cmd/atlas/internal/cmdapi/migrate.go`.
public struct Atlas: Runner {
  public init() {}
  public var name: String { "atlas" }
  public var title: String { "Atlas" }
  public var settings: [RunnerSetting] { [RunnerSetting("tx-mode", .word(["file", "all", "none"]))] }
  public var landmarks: [Landmark] { [Landmark("atlas.sum", .beside), Landmark("atlas.hcl", .above)] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    file.marks.first(.atlas).map { Evidence(.hint, file.says($0)) }
  }

  public func masking(of file: MigrationFile) -> Masking { [] }

  public func reading(of file: MigrationFile) -> Reading {
    let annotations = file.marks.all(.atlas).filter { mode(of: $0, file) == "none" }.map { Annotation($0.span, fault: fault($0, file)) }
    var isWrapped = file.settings.text(name, "tx-mode") != "none"
    if annotations.contains(where: { $0.fault == nil }) { isWrapped = false }
    let sending: Section.Sending = delimiter(of: file) == nil ? .statements : .pieces([0] + delimiters(of: file).filter(\.isEnd).map(\.span.end))
    return Reading(file.kind, of: file, isWrapped ? file.settings.text(name, "tx-mode") == "all" ? .allPending : .file : .none, sending, annotations)
  }

  private func mode(of mark: Mark, _ file: MigrationFile) -> String? {
    let words = file.text(of: mark, behind: "atlas:").lowercased().split(separator: " ")
    return words.first == "txmode" && words.count > 1 ? String(words[1]) : nil
  }

  /// A directive for the file counts only in the comments it begins with, when an empty line follows them.
  private func fault(_ mark: Mark, _ file: MigrationFile) -> Annotation.Fault? {
    if file.upAndDown != nil { return .init("Atlas does not read directives in files of another tool's format", "run it with `--tx-mode none`") }
    var at = file.start
    while file.source[at] == UInt8(ascii: "-") || file.source[at] == UInt8(ascii: "#") { at = file.endOfLine(from: at) }
    guard mark.span.start < at else { return .init("Atlas reads it only in the comment that the file begins with", "move it to the first line, with an empty line below") }
    while file.source[at] == 0x20 || file.source[at] == 0x09 { at += 1 }
    if file.source[at] == 0x0a { return nil }
    return file.source[at] == 0x0d
      ? .init("Atlas does not see it in a file whose lines end in CRLF", "end the lines with LF")
      : .init("Atlas takes a comment for the file's own only when an empty line stands below it", "put an empty line below it")
  }

  /// `-- atlas:delimiter \n\n` in the very first line.
  private func delimiter(of file: MigrationFile) -> String? {
    guard let mark = file.marks.first(.atlas), mark.number == 1 else { return nil }
    let text = file.text(of: mark, behind: "atlas:")
    guard text.hasPrefix("delimiter ") else { return nil }
    let escaped = trimmed(text.dropFirst(10))
    var plain = "", isEscape = false
    for sign in escaped {
      if isEscape { plain += sign == "n" ? "\n" : sign == "t" ? "\t" : sign == "r" ? "\r" : String(sign) } else if sign != "\\" { plain.append(sign) }
      isEscape = sign == "\\" && !isEscape
    }
    return plain.isEmpty ? nil : plain
  }

  public func delimiters(of file: MigrationFile) -> [Delimiter] {
    guard let delimiter = delimiter(of: file), let first = file.marks.first(.atlas) else { return [] }
    return file.source.places(of: delimiter, in: Span(first.line.end, file.source.count)).map { Delimiter($0, isEnd: true) }
  }

  public func optOut(for migration: Migration) -> OptOut? {
    OptOut("begin it with `-- atlas:txmode none` and an empty line", needsOnlyStatement: false)
  }

  public var succession: Succession { .numbers }
  public func withoutTransaction(_ manuscript: Manuscript) -> Manuscript? {
    // It is not seen in lines that end in CRLF. A file that begins with another directive has its empty line already.
    guard !manuscript.text.utf8.contains(0x0d), !cut(manuscript.path).name.hasSuffix(".up.sql"), manuscript.text.firstRange(of: "atlas:txmode") == nil
    else { return nil }
    return manuscript.beginning(with: "-- atlas:txmode none" + (manuscript.text.hasPrefix("-- atlas:") ? "" : "\n"))
  }

  public var whenChanged: String? { "what `atlas.sum` says of it changes with it" }
}

extension MigrationFile {
  func endOfLine(from start: Int) -> Int {
    var at = start
    while at < source.count, source[at] != 0x0a { at += 1 }
    return min(at + 1, source.count)
  }
}
