import Linting
import Migrations
import PostgresSyntax

/// Everything between the command line and the linter: finds the files, reads them, and looks up what is in force for each.
struct Run {
  private(set) var inputs: [LintInput] = []
  /// For each input.
  private(set) var failOn: [FailOn] = []
  private(set) var hasUnreadableFiles = false

  init(_ options: RunOptions) throws(Failure) {
    if let mismatch = Grammar.mismatch { throw Failure(mismatch) }
    let currentFolder = Folder.current
    let store = options.store(in: currentFolder)
    let files = Self.files(of: options, store, currentFolder)
    let settings = files.map { store.settings(ofFile: $0.absolute) }
    try store.throwProblems()
    inputs.reserveCapacity(files.count)
    for (file, (settings, options)) in zip(files, settings) {
      let read = file.read()
      inputs.append(LintInput(
        migration: Migration(path: file.path, source: read.source), options: options, history: Self.history(of: file.absolute),
        problem: read.problem))
      self.failOn.append(settings.failOn.value)
      if read.problem != nil { hasUnreadableFiles = true }
    }
  }

  /// The folder whose migrations follow each other: the file's own, or the one above where each migration has a folder
  /// (`20240102_orders/up.sql`).
  private static func history(of path: String) -> String {
    let folder = Path.parent(of: path)
    func isNumbered(_ name: String) -> Bool { name.utf8.first.map { (0x30...0x39).contains($0) } ?? false }
    return !isNumbered(Path.name(of: path)) && isNumbered(Path.name(of: folder)) ? Path.parent(of: folder) : folder
  }

  /// Says on standard error that there is nothing to do, which is easily taken for "all is well".
  func sayWhenEmpty() {
    if inputs.isEmpty { Descriptor.complain("lintel: found no migrations to look at (*.sql)") }
  }

  private static func files(of options: RunOptions, _ store: ConfigurationStore, _ currentFolder: String) -> [SourceFile] {
    var finder = FileFinder(currentFolder: currentFolder) { store.isExcluded($0, isFolder: $1) }
    for path in options.paths {
      if path == "-" { finder.addStandardInput(named: options.standardInputName) } else { finder.add(path, in: currentFolder) }
    }
    if options.paths.isEmpty {
      if let paths = store.configuration(ofFolder: currentFolder).paths?.value {
        for path in paths.paths { finder.add(path, in: paths.folder) }
      } else {
        finder.add(".", in: currentFolder)
      }
    }
    return finder.files()
  }
}

extension ConfigurationStore {
  /// With a mistake in the configuration nothing is linted.
  func throwProblems() throws(Failure) {
    if problems.isEmpty { return }
    var seen: Set<ConfigurationProblem> = []
    throw Failure(lines: problems.filter { seen.insert($0).inserted }.map(\.text))
  }
}
