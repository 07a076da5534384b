public import PostgresSyntax

/// A file as runners look at it.
public struct MigrationFile {
  /// From the root.
  public let path: String
  public let name: String
  public let folder: String
  /// The name of its folder.
  let folderName: String
  public let shape: NameShape
  public let marks: Marks
  /// The text; masked when a runner reads it.
  public internal(set) var source: SourceText
  public let settings: RunnerSettings
  public let surroundings: Surroundings
  let memory: Memory

  init(path: String, source: SourceText, settings: RunnerSettings, surroundings: Surroundings, memory: Memory) {
    self.path = path
    let (folder, name) = cut(path)
    self.folder = folder
    self.name = name
    folderName = cut(folder).name
    shape = NameShape(name)
    marks = Marks(of: source)
    self.source = source
    self.settings = settings
    self.surroundings = surroundings
    self.memory = memory
  }

  /// The name without `.sql` and what stands before it: `7_a` of `7_a.up.sql`.
  var stem: String {
    var stem = name[...]
    for ending in [".sql", ".up", ".down"] where stem.utf8.count > ending.utf8.count && stem.suffix(ending.utf8.count).lowercased() == ending {
      stem = stem.dropLast(ending.utf8.count)
    }
    return String(stem)
  }

  /// Whether its folder is the migration and the file a part of it: `20240102_orders/up.sql`.
  var isInOwnFolder: Bool { shape.version == 0 && NameShape(folderName).version > 0 }

  /// Whether the name of its folder says that it holds migrations: a manifest far above speaks for all SQL of a project, seeds too.
  var isInMigrations: Bool { folderName.lowercased().hasPrefix("migration") }

  /// The bytes of a file beside it.
  func beside(_ name: String) -> [UInt8]? { surroundings.contents("\(folder)/\(name)") }
  func isBeside(_ name: String) -> Bool { surroundings.exists("\(folder)/\(name)") }
  /// The version of a package that the nearest `package.json` with one of these names asks for. Each folder is looked at once.
  func packageVersion(_ names: String...) -> Version? { packageVersion(names, in: folder) }

  private func packageVersion(_ names: [String], in folder: String) -> Version? {
    let key = "\(folder)/\(names.first ?? "")"
    if let known = memory.versions[key] { return known }
    let parent = cut(folder).folder
    var version = surroundings.contents("\(folder)/package.json").flatMap { Version(of: names, in: $0) }
    if version == nil, parent != folder, folder.utf8.contains(UInt8(ascii: "/")), !memory.isTop(folder, surroundings) {
      version = packageVersion(names, in: parent)
    }
    memory.versions[key] = .some(version)
    return version
  }

  func says(_ mark: Mark) -> String { "line \(mark.number) says `\(source[mark.span])`" }

  /// Behind the byte-order mark.
  var start: Int { source[0] == 0xef && source[1] == 0xbb && source[2] == 0xbf ? 3 : 0 }
  /// The whole text.
  var whole: Span { source.span }
}

/// What was read of files that speak for many.
final class Memory {
  var orders: [String: [String: Int]] = [:]
  var versions: [String: Version?] = [:]
  private var tops: [String: Bool] = [:]
  private var known: [String: Bool] = [:]

  /// Whether a folder is the top of a repository, above which nothing speaks for it. That of one migration is none.
  func isTop(_ folder: String, _ surroundings: Surroundings) -> Bool {
    if NameShape(cut(folder).name).version > 0 { return false }
    if let known = tops[folder] { return known }
    let isTop = surroundings.exists("\(folder)/.git")
    tops[folder] = isTop
    return isTop
  }

  /// Whether there is a file, where many folders ask for the same one.
  func exists(_ path: String, _ surroundings: Surroundings) -> Bool {
    if let known = known[path] { return known }
    let exists = surroundings.exists(path)
    known[path] = exists
    return exists
  }
}

extension MigrationFile {
  /// The number of this migration in a list of them that lies beside, such as a plan. The list is read once.
  func number(of name: String, in list: String, reading read: ([UInt8]) -> [String]) -> Int? {
    let path = "\(folder)/\(list)"
    if let known = memory.orders[path] { return known[name] }
    let names = surroundings.contents(path).map(read) ?? []
    let order = Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    memory.orders[path] = order
    return order[name]
  }

  /// `up`, unless it is the way back.
  var kind: Part.Kind { shape.direction == .down || shape.direction == .undo || name == "down.sql" ? .down : .up }

  /// The places of a word in the text, in any case.
  func places(of word: StaticString) -> [Span] {
    var found: [Span] = [], at = 0
    while let next = source.place(of: word, in: Span(at, source.count)) {
      at = next + word.utf8CodeUnitCount
      found.append(Span(next, at))
    }
    return found
  }

  /// The text of a mark behind a word in it, without blanks around.
  func text(of mark: Mark, behind word: StaticString) -> String {
    guard let start = source.place(of: word, in: mark.span) else { return "" }
    return trimmed(source[Span(start + word.utf8CodeUnitCount, mark.span.end)])
  }

  /// The line around a place, without its line end.
  func line(around span: Span) -> Span {
    var start = span.start, end = span.end
    while start > 0, source[start - 1] != 0x0a { start -= 1 }
    while end < source.count, source[end] != 0x0a, source[end] != 0x0d { end += 1 }
    return Span(start, end)
  }

  /// Whether a place is in a `--` comment: dashes stand before it on its line.
  func isComment(_ span: Span) -> Bool {
    let line = line(around: span)
    return source[Span(line.start, span.start)].utf8.contains(UInt8(ascii: "-"))
  }
}

/// Without blanks at either end.
func trimmed(_ text: some StringProtocol) -> String {
  let bytes = Array(text.utf8.drop { $0.isBlank })
  guard let last = bytes.lastIndex(where: { !$0.isBlank }) else { return "" }
  return String(decoding: bytes[...last], as: UTF8.self)
}

/// A path's folder and name.
func cut(_ path: String) -> (folder: String, name: String) {
  var path = path
  return path.withUTF8 { bytes in
    guard let at = bytes.lastIndex(of: UInt8(ascii: "/")) else { return (".", String(decoding: bytes, as: UTF8.self)) }
    func text(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> String { String(decoding: UnsafeBufferPointer(rebasing: part), as: UTF8.self) }
    return (bytes.count == 1 ? "/" : text(bytes[..<at]), text(bytes[(at + 1)...]))
  }
}
