import PostgresSyntax

/// What is to run in one migration: a section of a file, or what was cut off behind it.
public struct Draft: Hashable, Sendable {
  /// The statements of the way up, with their comments and semicolons; no blank lines at either end.
  public var up: String
  /// Statements that undo them, taken from the way back of the file that was cut; empty where that file undoes everything itself.
  public var down: [String]
  /// False for what the tool must not wrap into a transaction.
  public var isTransactional: Bool

  public init(up: String, down: [String] = [], isTransactional: Bool = true) {
    self.up = up
    self.down = down
    self.isTransactional = isTransactional
  }

  /// For a file of its own: some orders to a tool are not seen in lines that end in CRLF.
  var withLF: Draft { Draft(up: SourceText(up).withLF, down: down.map { SourceText($0).withLF }, isTransactional: isTransactional) }
}

/// A file as it is to be. Its path is relative to the folder of the migration that it comes from.
public struct WrittenFile: Hashable, Sendable {
  public var path: String
  /// Nil for a file that has to go, because its migration has another name now.
  public var text: String?

  public init(_ path: String, _ text: String?) {
    self.path = path
    self.text = text
  }
}

/// One migration in the hands of its tool: its file, and what lies beside.
public struct Manuscript: Hashable, Sendable {
  public var path: String
  public var text: String
  /// Whether a part of the text, or a file beside, is the way back.
  public var hasDown: Bool
  public var beside: [WrittenFile] = []

  public init(_ path: String, _ text: String, hasDown: Bool = false) {
    self.path = path
    self.text = text
    self.hasDown = hasDown
  }

  /// The same with other words in its text.
  func replacing(_ old: String, with new: String) -> Manuscript? {
    guard let at = text.firstRange(of: old) else { return nil }
    var copy = self
    copy.text.replaceSubrange(at, with: new)
    return copy
  }

  func beginning(with line: String) -> Manuscript {
    var copy = self
    copy.text = line + SourceText(text).lineEnd + text
    return copy
  }

  func beside(_ file: WrittenFile) -> Manuscript {
    var copy = self
    copy.beside.append(file)
    return copy
  }

  /// The same under another name.
  func renamed(_ change: (String) -> String) -> Manuscript {
    var copy = self
    copy.path = change(path)
    return copy
  }
}

extension String {
  /// Where a text stands first.
  func firstRange(of text: String) -> Range<String.Index>? {
    let bytes = Array(text.utf8)
    guard let first = bytes.first else { return nil }
    var at = utf8.startIndex
    while let found = utf8[at...].firstIndex(of: first) {
      if utf8[found...].starts(with: bytes) { return found..<utf8.index(found, offsetBy: bytes.count) }
      at = utf8.index(after: found)
    }
    return nil
  }
}
