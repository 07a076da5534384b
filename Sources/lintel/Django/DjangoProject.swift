import Linting
import Migrations
import PostgresBehavior
import PostgresSyntax

/// The migrations of one Django project, with what is known of them: all in one history, those reviewed that somebody asked for.
struct DjangoProject {
  /// One of its migrations.
  struct Member {
    var input: LintInput
    var failOn: FailOn
    var first: FirstMigration?
    /// From the root.
    var path: String
    /// Nil for one that cannot be read.
    var module: DjangoAnswer.Module?
    /// The path by which the helper knows it.
    var key: String { module?.file ?? path }
  }

  /// The folder with its `manage.py`, or that of the migrations where there is none.
  let root: String
  private(set) var helper: DjangoHelper
  private(set) var mode: DjangoHelper.Mode
  /// In the order they run.
  private(set) var members: [Member] = []
  /// Whether something was not done as it was asked for.
  private(set) var hasTrouble = false
  /// How many last migrations each app has: more than one is what Django calls a conflict.
  private var leaves: [String: Int] = [:]

  private let files: [SourceFile]
  private let isWhole: Bool
  private let store: ConfigurationStore
  private let currentFolder: String

  /// - Parameters:
  ///   - files: those to look at.
  ///   - overlay: texts that count instead of what lies there, by absolute path.
  ///   - isWhole: whether all that lie below its folder are to be looked at.
  ///   - mayRun: whether its own code may be run.
  init(
    _ root: String, files: [SourceFile], overlay: [String: String?] = [:], isWhole: Bool, mayRun: Bool, _ options: DjangoOptions, _ store: ConfigurationStore, in currentFolder: String
  ) {
    self.root = root
    self.files = files
    self.isWhole = isWhole
    self.store = store
    self.currentFolder = currentFolder
    let configured = store.configuration(ofFolder: root).python?.value
    helper = DjangoHelper(root: root, options: options, configured: configured)
    mode = mayRun ? .run : .read
    let version = store.inForce(forFile: Path.join(root, "manage.py")).settings.layer.postgres?.value ?? .standard
    var answer = helper.ask(mode, files.map(\.absolute), isWhole: isWhole, version, overlay: overlay), isTold = false
    while let trouble = answer.trouble, mode == .run || helper.options.python != nil {
      if !isTold { complain("\(trouble); Lintel reads its files alone and knows less") }
      // Where the project is not what is wrong, it is the Python that was named.
      if mode == .read {
        var others = options
        others.python = nil
        helper = DjangoHelper(root: root, options: others, configured: configured)
      }
      (hasTrouble, isTold, mode) = (true, true, .read)
      answer = helper.ask(mode, files.map(\.absolute), isWhole: isWhole, version, overlay: overlay)
    }
    leaves = Dictionary(grouping: answer.leaves, by: \.text).mapValues(\.count)
    take(answer, overlay: overlay, isAnew: false)
    if mode == .read, !isTold, answer.trouble == nil, members.contains(where: \.input.isReviewed) {
      complain("nothing of the project is run, so Lintel knows less\(options.neverRuns ? "" : ": name a migration or `manage.py`, or give `--django`")")
    }
  }

  /// The same migrations with other texts, as they would be found.
  /// - Parameter overlay: by absolute path; nil for a file that goes.
  /// - Returns: them, and what is wrong with them, with the file that it comes from where that is known.
  func with(_ overlay: [String: String?]) -> (members: [Member], trouble: DjangoAnswer.Problem?) {
    let version = store.inForce(forFile: Path.join(root, "manage.py")).settings.layer.postgres?.value ?? .standard
    let answer = helper.ask(mode, files.map(\.absolute).filter { overlay[$0, default: ""] != nil }, isWhole: isWhole, version, overlay: overlay)
    var other = self
    other.members = []
    other.take(answer, overlay: overlay, isAnew: true)
    if let trouble = answer.trouble { return (other.members, DjangoAnswer.Problem(file: answer.troubledFile ?? "", text: trouble)) }
    let conflict = Dictionary(grouping: answer.leaves, by: \.text).filter { $1.count > max(1, leaves[$0, default: 0]) }.min { $0.key < $1.key }
      .flatMap { app, leaves in
        let names = leaves.map { Path.name(of: $0.file).dropLast(3) }.sorted().map { "`\($0)`" }.joined(separator: ", ")
        return leaves.first { overlay[$0.file] != nil }.map { DjangoAnswer.Problem(file: $0.file, text: "`\(app)` would end in more than one migration: \(names)") }
      }
    return (other.members, conflict ?? answer.problems.first { overlay[$0.file] != nil })
  }

  private func complain(_ text: String) {
    let shown = Path.relative(root, from: currentFolder)
    Descriptor.complain("lintel: Django project `\(shown)`: \(text)")
  }

  /// - Parameter isAnew: whether the project was told of before.
  private mutating func take(_ answer: DjangoAnswer, overlay: [String: String?], isAnew: Bool) {
    let wanted = Dictionary(files.map { (Folder.realPath($0.absolute) ?? $0.absolute, $0) }, uniquingKeysWith: { first, _ in first })
    for module in answer.modules {
      let real = Folder.realPath(module.file) ?? module.file, file = wanted[real]
      let isOwn = isWhole && isOwn(module.file) && !store.isExcluded(module.file, isFolder: false)
      let isReviewed = file != nil || isOwn || overlay[module.file] != nil
      let path = file?.path ?? shown(module.file)
      var source: SourceText?
      if isReviewed { source = (overlay[module.file] ?? nil).map { SourceText($0) } ?? text(of: file ?? plain(module.file)) }
      add(module.migration(path: path, source: source), at: file?.absolute ?? module.file, isReviewed: isReviewed, module: module)
    }
    if !isAnew {
      for notice in answer.notices { complain(notice) }
      if !members.contains(where: \.input.isReviewed) { for file in answer.replaced { Descriptor.complain("\(shown(file.file)): \(file.text)") } }
    }
    for fallback in answer.fallbacks where !isAnew && wanted[Folder.realPath(fallback.file) ?? fallback.file] != nil {
      Descriptor.complain("\(shown(fallback.file)): Lintel knows less of it: \(fallback.text)")
    }
    let seen = Set(answer.modules.map { Folder.realPath($0.file) ?? $0.file })
    for problem in answer.problems where wanted[Folder.realPath(problem.file) ?? problem.file] != nil || isWhole {
      if !seen.contains(Folder.realPath(problem.file) ?? problem.file) { fail(problem.file, problem.text, wanted) }
    }
    if let trouble = answer.trouble { for file in files { fail(file.absolute, trouble, wanted) } }
  }

  private mutating func fail(_ path: String, _ problem: String, _ wanted: [String: SourceFile]) {
    let file = wanted[Folder.realPath(path) ?? path]
    add(Migration(path: file?.path ?? shown(path), source: SourceText(""), runner: "django"), at: file?.absolute ?? path, isReviewed: true, problem: problem)
    hasTrouble = true
  }

  private mutating func add(_ migration: Migration, at path: String, isReviewed: Bool, problem: String? = nil, module: DjangoAnswer.Module? = nil) {
    let inForce = store.inForce(forFile: path), settings = inForce.settings
    let input = LintInput(migration: migration, options: inForce.options, history: "django:" + root, isReviewed: isReviewed, problem: problem)
    members.append(Member(input: input, failOn: settings.failOn.value, first: settings.firstMigration, path: path, module: module))
  }

  private func plain(_ path: String) -> SourceFile { SourceFile(path: path, absolute: path, origin: .path(path, isLink: false)) }
  private func text(of file: SourceFile) -> SourceText { file.read().source }
  func shown(_ path: String) -> String { Path.relative(path, below: currentFolder) ?? path }

  /// Whether a file is the project's own and not of a package that lies in its folder.
  private func isOwn(_ path: String) -> Bool {
    guard let below = Path.relative(path, below: root) else { return false }
    return !Path.components(of: below).contains { $0.hasPrefix(".") || $0 == "site-packages" || $0 == "node_modules" }
  }
}
