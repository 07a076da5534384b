import PostgresSyntax

/// Which text of a file is no SQL. It is replaced by blanks of the same length, so that every place stays true; what stands for a name
/// or a value becomes a name or a value of the same length.
public struct Masking: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// psql's `\` commands, the data behind `COPY … FROM stdin` among them.
  public static let commands = Masking(rawValue: 1)
  /// `:name`, `:'name'`, `:"name"`
  public static let variables = Masking(rawValue: 2)
  /// `${name}`
  public static let placeholders = Masking(rawValue: 4)
  /// `{{ … }}`
  public static let templates = Masking(rawValue: 8)
  /// `GO` or `/` on a line of its own, which ends a statement.
  public static let separators = Masking(rawValue: 16)
  /// The data behind `COPY … FROM stdin`.
  public static let copyData = Masking(rawValue: 32)

  /// As psql reads a file.
  public static let psql: Masking = [.commands, .variables, .copyData]

  /// The file's text with a second one for the parser, if there is anything to mask.
  func applied(to file: MigrationFile, _ delimiters: [Delimiter] = []) -> SourceText {
    let source = file.source
    guard !delimiters.isEmpty || !isEmpty && source.withBytes(of: source.span, mayApply) else { return source }
    return source.withBytes(of: source.span) { bytes in
      var masker = Masker(bytes, self)
      masker.run()
      for delimiter in delimiters { masker.cover(delimiter) }
      return masker.isChanged ? SourceText(source, readAs: masker.text, placeholders: masker.placeholders, joins: masker.joins) : source
    }
  }

  /// The commands in a file that run another one, as they are written.
  func includes(in source: SourceText) -> [String] {
    guard contains(.commands), source.withBytes(of: source.span, mayApply) else { return [] }
    return source.withBytes(of: source.span) { bytes in
      var masker = Masker(bytes, self)
      masker.run()
      return masker.includes.map { trimmed(source[$0]) }
    }
  }

  /// A quick look, which most files do not pass.
  private func mayApply(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if contains(.separators) { return true }
    if !isDisjoint(with: [.commands, .copyData]), bytes.first(UInt8(ascii: "\\"), from: 0) != nil { return true }
    func any(_ byte: UInt8, _ isMeant: (Int) -> Bool) -> Bool {
      var at = 0
      while let found = bytes.first(byte, from: at) {
        if isMeant(found) { return true }
        at = found + 1
      }
      return false
    }
    if contains(.variables), any(UInt8(ascii: ":"), { bytes.isVariable(at: $0) }) { return true }
    guard !isDisjoint(with: [.placeholders, .templates]) else { return false }
    return any(UInt8(ascii: "{")) { at in
      contains(.placeholders) && at > 0 && bytes[at - 1] == UInt8(ascii: "$") || contains(.templates) && bytes.has("{{", at: at)
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether a colon is one of psql's variables and no cast, slice or time of day.
  func isVariable(at colon: Int) -> Bool {
    guard colon + 1 < count else { return false }
    if colon > 0 {
      let before = self[colon - 1]
      if before == UInt8(ascii: ":") || before == UInt8(ascii: "[") || before == UInt8(ascii: "]") || before == UInt8(ascii: ")") || before.isWord { return false }
    }
    let next = self[colon + 1]
    if next == UInt8(ascii: "'") || next == UInt8(ascii: "\"") { return colon + 2 < count && self[colon + 2].isWord }
    return next.isWord && !next.isDigit
  }
}
