public import PostgresSyntax

/// Liquibase's formatted SQL: a transaction for each changeset. Source: `AbstractFormattedChangeLogParser.java`, `StringUtil.java`.
public struct Liquibase: Runner {
  public init() {}
  public var name: String { "liquibase" }
  public var title: String { "Liquibase" }

  public func evidence(in file: MigrationFile) -> Evidence? {
    guard let mark = file.marks.first(.liquibase), file.text(of: mark, behind: "liquibase").lowercased().hasPrefix("formatted") else { return nil }
    return Evidence(.annotation, file.says(mark))
  }

  public func masking(of file: MigrationFile) -> Masking { [.placeholders, .separators, .copyData] }

  public func reading(of file: MigrationFile) -> Reading {
    let changesets = file.marks.all(.changeset)
    var parts: [Part] = [], sections: [Section] = [], annotations: [Annotation] = []
    for (number, mark) in changesets.enumerated() {
      let span = Span(mark.line.end, number + 1 < changesets.count ? changesets[number + 1].line.start : file.source.count)
      let isOff = file.attribute("runintransaction:", of: mark) == "false"
      parts.append(Part(.up, span))
      parts += file.marks.all(.rollback).filter { span.contains($0.span.start) }.map { Part(.rollback, $0.span) }
      if isOff { annotations.append(Annotation(mark.span)) }
      let isWhole = file.attribute("splitstatements:", of: mark) == "false"
      sections.append(Section(span, isOff ? .none : .changeset, isWhole ? .whole : file.pieces(of: mark, in: span)))
    }
    for place in file.places(of: "runintransaction:false") where file.isComment(place) && !changesets.contains(where: { $0.line.contains(place) }) {
      annotations.append(
        Annotation(
          file.line(around: place), fault: .init("Liquibase reads `runInTransaction` only on the line of its changeset", "write it behind `--changeset author:id`")))
    }
    if changesets.isEmpty { return Reading(of: file, .file, .statements, annotations) }
    return Reading(parts: parts, sections: sections, annotations: annotations)
  }

  public func delimiters(of file: MigrationFile) -> [Delimiter] {
    let changesets = file.marks.all(.changeset)
    return changesets.enumerated().flatMap { number, mark -> [Delimiter] in
      guard let delimiter = file.attribute("enddelimiter:", of: mark), delimiter != ";", !delimiter.isEmpty else { return [] }
      let end = number + 1 < changesets.count ? changesets[number + 1].line.start : file.source.count
      return file.source.places(of: delimiter, in: Span(mark.line.end, end)).map { Delimiter($0, isEnd: true) }
    }
  }

  public var recordsSections: Bool { true }
  public var splitting: String? { "give it a changeset of its own, without `splitStatements:false`" }
  public func optOut(for migration: Migration) -> OptOut? {
    OptOut("write `runInTransaction:false` on its `--changeset` line", needsOnlyStatement: false, home: "a changeset")
  }

  public var keepsOneFile: Bool { true }
  public func inOneFile(
    _ drafts: [Draft], inPlaceOf span: Span, section: Section, wayBack: [(span: Span, text: String)], of file: MigrationFile
  ) -> [WrittenFile]? {
    guard let first = drafts.first, let mark = file.marks.all(.changeset).first(where: { $0.line.end == section.span.start }) else { return nil }
    // `--changeset author:id attributes`
    let words = file.text(of: mark, behind: "changeset"), name = words.prefix { $0 != " " && $0 != "\t" }
    guard name.contains(":"), !name.contains("\"") else { return nil }
    // What holds for the one holds for those that it becomes.
    let attributes = words.dropFirst(name.count).split(separator: " ").filter { !$0.lowercased().hasPrefix("runintransaction:") }.map { " " + $0 }.joined()
    if drafts.count > 1, file.cannotBeSeveral(mark, section.span) { return nil }
    let taken = file.marks.all(.changeset).map { file.text(of: $0, behind: "changeset").prefix { $0 != " " && $0 != "\t" } }
    let newline = file.source.lineEnd
    var further = "", number = 2
    for draft in drafts.dropFirst() {
      while taken.contains("\(name)-\(number)") { number += 1 }
      further += "\(newline)\(newline)--changeset \(name)-\(number)" + (draft.isTransactional ? "" : " runInTransaction:false") + attributes
      further += "\(newline)\(draft.up)" + (draft.down.isEmpty ? ["not required"] : draft.down).map { "\(newline)--rollback \($0)" }.joined()
      number += 1
    }
    var edits = [(span, first.up)] + wayBack.map { edit in
      // A line that goes takes its end along.
      (edit.text.isEmpty ? Span(edit.span.start, file.endOfLine(from: edit.span.end)) : edit.span, edit.text)
    }
    if !further.isEmpty {
      // Behind the way back of the first one, before the blanks at the end.
      var at = section.span.end
      while at > span.end, file.source[at - 1].isBlank { at -= 1 }
      edits.append((Span(at, at), further))
    }
    if !first.isTransactional, section.transaction != .none { edits.append((Span(mark.span.end, mark.span.end), " runInTransaction:false")) }
    return [WrittenFile(file.name, file.source.replacing(edits))]
  }

  public var whenChanged: String? { "Liquibase refuses to run when the checksum of a changeset has changed" }
}

extension MigrationFile {
  /// Whether a changeset runs again and again, or says something of its own text or of when it is to run.
  fileprivate func cannotBeSeveral(_ mark: Mark, _ span: Span) -> Bool {
    let words: [StaticString] = ["--precondition", "-- precondition", "--validchecksum", "-- validchecksum", "--ignorelines", "-- ignorelines"]
    return attribute("runalways:", of: mark) == "true" || attribute("runonchange:", of: mark) == "true"
      || words.contains { source.place(of: $0, in: span) != nil }
  }

  /// The value of an attribute on a changeset's line, in small letters.
  fileprivate func attribute(_ name: StaticString, of mark: Mark) -> String? {
    guard source.place(of: name, in: mark.span) != nil else { return nil }
    let value = text(of: mark, behind: name).split { $0 == " " || $0 == "\t" }.first.map { $0.filter { $0 != "\"" } }
    return value.map { $0.lowercased() }
  }

  /// With another delimiter what stands between two of them is sent as one.
  fileprivate func pieces(of mark: Mark, in span: Span) -> Section.Sending {
    guard let delimiter = attribute("enddelimiter:", of: mark), delimiter != ";", !delimiter.isEmpty else { return .statements }
    return .pieces([span.start] + source.places(of: delimiter, in: span).map(\.end))
  }
}

extension SourceText {
  /// The places of a text.
  func places(of text: String, in span: Span) -> [Span] {
    let wanted = Array(text.utf8)
    guard let first = wanted.first else { return [] }
    return withBytes(of: span) { bytes in
      var found: [Span] = [], at = 0
      while let next = bytes.first(first, from: at) {
        at = next + 1
        guard bytes.has(wanted, at: next) else { continue }
        at = next + wanted.count
        found.append(Span(span.start + next, span.start + at))
      }
      return found
    }
  }
}
