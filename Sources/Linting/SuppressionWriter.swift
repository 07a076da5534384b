public import Migrations
public import PostgresSyntax

/// Writes the comments that silence findings.
public enum SuppressionWriter {
  /// The text of a migration with a comment for each statement that something was found in, on the line above it; nil where there is
  /// nothing that a comment can silence. What belongs to no statement is silenced for the whole file.
  /// - Parameters:
  ///   - findings: of this migration.
  ///   - reason: one line, not empty.
  public static func text(silencing findings: [Finding], in migration: Migration, reason: String) -> SourceText? {
    if let origin = migration.origin { return text(silencing: findings, in: origin, reason: reason) }
    let source = migration.source, statements = migration.statements
    var rules: [Int: Set<String>] = [:], ofFile: Set<String> = []
    for finding in findings where isSilenceable(finding.rule) {
      if let at = statements.index(at: finding.span.start) { rules[at, default: []].insert(finding.rule) } else { ofFile.insert(finding.rule) }
    }
    var edits: [Edit] = []
    for (at, rules) in rules {
      // What the whole file is silent about needs no comment of its own, which would silence nothing.
      let own = rules.subtracting(ofFile)
      if !own.isEmpty { edits.append(edit("-- lintel: ignore[\(list(own))] \(reason)", above: statements[at].span.start, in: source)) }
    }
    if !ofFile.isEmpty {
      let comment = "-- lintel: ignore-file[\(list(ofFile))] \(reason)"
      if let first = statements.first {
        edits.insert(edit(comment, above: first.span.start, in: source), at: 0)
      } else {
        // The first line may be an order to the tool.
        edits.append(edit(comment, behindAllOf: source))
      }
    }
    return edits.isEmpty ? nil : source.replacing(edits)
  }

  /// The text of a module of Python with a comment above each operation; what belongs to none of them is silenced for the whole file.
  private static func text(silencing findings: [Finding], in origin: MigrationOrigin, reason: String) -> SourceText? {
    let source = origin.source
    var rules: [Int: Set<String>] = [:], ofFile: Set<String> = []
    for finding in findings where isSilenceable(finding.rule) {
      let at = origin.operations.firstIndex { $0.span.contains(finding.span.start) }
      if let at { rules[at, default: []].insert(finding.rule) } else { ofFile.insert(finding.rule) }
    }
    var edits = rules.compactMap { at, rules in
      let own = rules.subtracting(ofFile)
      return own.isEmpty ? nil : edit("# lintel: ignore[\(list(own))] \(reason)", above: origin.operations[at].span.start, in: source)
    }
    if !ofFile.isEmpty { edits.append(edit("# lintel: ignore-file[\(list(ofFile))] \(reason)", behindAllOf: source)) }
    return edits.isEmpty ? nil : source.replacing(edits)
  }

  /// Whether a comment can silence a rule at all: a comment about comments cannot.
  private static func isSilenceable(_ rule: String) -> Bool { EngineRule(rawValue: rule).map { $0 == .syntaxError } ?? true }

  private static func list(_ rules: Set<String>) -> String { rules.sorted().joined(separator: ", ") }

  private static func edit(_ comment: String, behindAllOf source: SourceText) -> Edit {
    let isEnded = source.count == 0 || source[source.count - 1] == 0x0a
    return .insert("\(isEnded ? "" : "\n")\(comment)\n", at: source.count)
  }

  private static func edit(_ comment: String, above offset: Int, in source: SourceText) -> Edit {
    let line = source.span(ofLine: source.line(at: offset)), before = Span(line.start, offset)
    let isFirst = source.withBytes(of: before) { $0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
    // Behind another statement on its line, or a comment that may have begun further up, it gets a line of its own.
    return isFirst ? .insert(source[before] + comment + "\n", at: line.start) : .insert("\n\(comment)\n", at: offset)
  }
}

extension SourceText {
  /// The text after some edits, in its own line endings; nil when they lie over each other or change nothing.
  public func replacing(_ edits: [Edit]) -> SourceText? {
    EditScript(edits, in: self, isCRLF: endsLinesWithCRLF)?.apply(to: self)
  }
}
