import PostgresSyntax

/// What made a migration of a file, for another text of it. Used by one thread at a time, as its `Recognizer` is.
final class Rereading: @unchecked Sendable {
  private let recognizer: Recognizer
  private let path: String
  private let absolute: String
  private let runner: (name: String, origin: String)?
  private let settings: RunnerSettings
  /// Set for a section written out: the tool that may have text in it that is no SQL.
  private var masker: (any Runner)?

  init(_ recognizer: Recognizer, path: String, absolute: String, runner: (name: String, origin: String)?, settings: RunnerSettings) {
    self.recognizer = recognizer
    self.path = path
    self.absolute = absolute
    self.runner = runner
    self.settings = settings
  }

  func read(_ source: SourceText) -> Migration {
    if masker != nil { return writtenOut(source) }
    return recognizer.migration(path: path, absolute: absolute, source: source, runner: runner, settings: settings)
  }

  /// The file as runners look at it.
  func file(_ source: SourceText) -> MigrationFile { recognizer.file(absolute, source, settings) }

  /// A section in the form that psql takes; what is no SQL for its tool is none in there.
  func writtenOut(_ source: SourceText, by tool: (any Runner)? = nil) -> Migration {
    guard let tool = tool ?? masker else { return Migration(path: path, source: source) }
    var migration = Migration(path: path, source: tool.masking(of: file(source)).applied(to: file(source)))
    let reread = Rereading(recognizer, path: path, absolute: absolute, runner: runner, settings: settings)
    reread.masker = tool
    migration.reread = reread
    return migration
  }

  /// Another file of the same history, as if some files were there already.
  func sibling(_ path: String, _ relative: String, _ source: SourceText, among files: [WrittenFile]) -> Migration {
    let folder = cut(absolute).folder
    let texts = Dictionary(files.map { (joined(folder, $0.path), $0.text) }, uniquingKeysWith: { $1 })
    let recognizer = Recognizer(recognizer.surroundings.with(texts))
    return recognizer.migration(path: path, absolute: joined(folder, relative), source: source, runner: runner, settings: settings)
  }
}
