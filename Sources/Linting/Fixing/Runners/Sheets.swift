import Migrations
import PostgresBehavior
import PostgresSyntax

/// Inputs in the form in which they are fixed: sections that their tool wraps or sends as one, written out one by one, and all others
/// as they are.
struct Sheets {
  private struct Origin {
    var input: Int
    var section: WrittenOut?
  }

  private let inputs: [LintInput]
  /// For each of those that are fixed.
  private var origins: [Origin] = []
  private(set) var forms: [LintInput] = []

  /// - Parameter isCut: whether a file may be taken apart.
  init(_ inputs: [LintInput], isCut: (Int) -> Bool) {
    self.inputs = inputs
    for (number, input) in inputs.enumerated() {
      guard input.isReviewed, input.problem == nil, input.inUse == nil, input.options.wrapping == nil, isCut(number), let sections = input.migration.writtenOut,
        sections.allSatisfy({ $0.isPlain })
      else {
        origins.append(Origin(input: number))
        forms.append(input)
        continue
      }
      for section in sections {
        var form = input
        form.migration = section.migration
        form.options.placement = PlainSQLPlacement(canLeaveTransaction: input.migration.freedom != nil)
        origins.append(Origin(input: number, section: section))
        forms.append(form)
      }
    }
  }

  /// Whether any file is taken apart.
  var areCut: Bool { origins.contains { $0.section != nil } }

  /// What became of each file under review, and which ones cannot be put together again under their tool.
  func files(_ fixed: [Int: FixedFile], _ linter: Linter) -> (whole: [Int: FixedFile], failed: [Int]) {
    var results: [Int: FixedFile] = [:], failed: [Int] = [], parts: [Int: [(WrittenOut, FixedFile, [Step])]] = [:]
    var changed = forms
    for at in forms.indices where origins[at].section != nil { changed[at].migration = forms[at].migration.with(fixed[at]?.source ?? forms[at].migration.source) }
    let isCut = origins.indices.contains { origins[$0].section != nil && fixed[$0]?.isChanged ?? false }
    for at in changed.indices where isCut { changed[at].isReviewed = true }
    let steps = isCut ? linter.locks(changed).files.map(\.steps) : []
    for (at, origin) in origins.enumerated() {
      guard let fixed = fixed[at] else { continue }
      if let section = origin.section {
        parts[origin.input, default: []].append((section, fixed, steps.isEmpty ? [] : steps[at]))
      } else {
        results[origin.input] = fixed
      }
    }
    var taken: [String] = []
    for (number, parts) in parts.sorted(by: { $0.key < $1.key }) {
      if let file = whole(inputs[number], parts, &taken) { results[number] = file } else { failed.append(number) }
    }
    return (results, failed)
  }

  /// A file of its sections.
  private func whole(_ input: LintInput, _ parts: [(section: WrittenOut, fixed: FixedFile, steps: [Step])], _ taken: inout [String]) -> FixedFile? {
    var result = FixedFile(migration: input.migration, source: input.migration.source, left: [])
    result.applied = parts.flatMap(\.fixed.applied)
    result.refusals = parts.flatMap(\.fixed.refusals)
    var migration = input.migration
    // From the last to the first, so that the places of those before stay.
    for (section, fixed, steps) in parts.reversed() where fixed.isChanged {
      if section.isAsItIs {
        let source = migration.source, text = fixed.source[fixed.source.span].withoutBlanks
        result.source = SourceText(source[Span(0, section.span.start)] + text + source[Span(section.span.end, source.count)])
        migration = migration.with(result.source)
        continue
      }
      guard let sheets = SectionCut.sheets(of: fixed.source, steps, for: migration, initial: input.options.session) else { return nil }
      let back = WayBack(sheets, of: migration, section: section.section)
      let drafts = zip(sheets, back.statements).map { Draft(up: $0.text, down: $1, isTransactional: $0.isTransactional) }
      guard let written = migration.written(drafts, inPlaceOf: section.span, section: section.section, wayBack: back.edits, taken: taken) else { return nil }
      taken += written.map(\.path)
      for file in written { result.take(file, of: input.migration) }
      if parts.count > 1 {
        guard result.besides.isEmpty else { return nil }
        migration = migration.with(result.source)
      }
    }
    // Written out and put together again, some are as they were.
    if !result.isChanged { result.applied = [] }
    return result
  }
}

extension WrittenOut {
  /// Whether nothing in it begins or ends a transaction besides what was written around it.
  fileprivate var isPlain: Bool {
    if isAsItIs { return true }
    let source = migration.source, statements = source.statements()
    return statements.dropFirst().dropLast().allSatisfy { statement in
      let word = source.tokens(in: statement.span, withComments: false).first.map { source[$0.span].lowercased() }
      return word.map { !["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare"].contains($0) } ?? true
    }
  }
}

extension FixedFile {
  fileprivate mutating func take(_ file: WrittenFile, of migration: Migration) {
    let isOwn = file.path == migration.name
    if isOwn, let text = file.text {
      let new = SourceText(text)
      if !new.isSame(as: source) { source = new }
      return
    }
    let old = isOwn ? migration.source : migration.beside(file.path)
    if let old, let text = file.text, old.isSame(as: SourceText(text)) { return }
    if isOwn { isGone = true }
    besides.append(ChangedFile(path: migration.path(of: file.path), relativePath: file.path, old: old, new: file.text.map { SourceText($0) }))
  }
}
