import LintelRules
import Linting
import Migrations
import PostgresSyntax

/// Everything between the command line and the linter: finds the files, reads them, and looks up what is in force for each.
struct Run {
  private(set) var inputs: [LintInput] = []
  /// For each input.
  private(set) var failOn: [FailOn] = []
  /// For each input: the path to open it by.
  private(set) var openedPaths: [String] = []
  private(set) var hasUnreadableFiles = false
  /// Whether what is under review was narrowed, so that there may well be nothing.
  private var isNarrowed: Bool
  /// Those of Django whose migrations are among the inputs.
  private(set) var projects: [DjangoProject] = []
  /// For each input: from which one on findings are told.
  private var firsts: [FirstMigration?] = []

  init(_ options: RunOptions) throws(Failure) {
    if let mismatch = Grammar.mismatch { throw Failure(mismatch) }
    isNarrowed = options.scope != .all
    let currentFolder = Folder.current
    let store = options.store(in: currentFolder)
    var finder = Self.finder(of: options, store, currentFolder), staged = StagedFiles()
    if options.readsStaged { finder.add(gone: staged.gone(around: finder.folders)) }
    var found = finder.files()
    try found.restrict(to: options.scope)
    var files = try Self.inItsHistory(found, options, currentFolder)
    if options.readsStaged {
      files = files.compactMap { file, history in staged.staged(file).map { ($0, history) } }
    } else if options.scope == .staged {
      files = files.map { file, history in (staged.whole(file), history) }
    }
    let inForce = files.map { store.inForce(forFile: $0.file.absolute) }
    try store.throwProblems()
    inputs.reserveCapacity(files.count)
    let recognizer = Recognizer(.files)
    for ((file, history), inForce) in zip(files, inForce) {
      let read = file.read(), settings = inForce.settings
      let migration = recognizer.migration(
        path: file.path, absolute: file.absolute, source: read.source, runner: settings.runner, settings: inForce.runnerSettings)
      let isReviewed = file.isReviewed && !migration.isWayDown
      inputs.append(LintInput(migration: migration, options: inForce.options, history: history, isReviewed: isReviewed, problem: read.problem))
      self.failOn.append(settings.failOn.value)
      firsts.append(settings.firstMigration)
      openedPaths.append(file.openedPath)
      if read.problem != nil, file.isReviewed { hasUnreadableFiles = true }
    }
    putInOrderOfRunners()
    try addProjects(finder, &staged, options, store, currentFolder)
    leaveOutOlder(in: currentFolder)
  }

  /// Migrations of Django, each project in one history.
  private mutating func addProjects(
    _ finder: FileFinder, _ staged: inout StagedFiles, _ options: RunOptions, _ store: ConfigurationStore, _ currentFolder: String
  ) throws(Failure) {
    var groups: [(root: String, files: [DjangoFile], hasManage: Bool)] = finder.projects.map { ($0, [], true) }
    for module in finder.modules {
      let project = DjangoFile.project(of: module.file.absolute), root = project ?? Path.parent(of: module.file.absolute)
      if let at = groups.firstIndex(where: { $0.root == root }) { groups[at].files.append(module) } else { groups.append((root, [module], project != nil)) }
    }
    for group in groups {
      let isWhole = finder.projects.contains(group.root), django = options.django
      let isAllowed = isWhole || django.runs || group.files.contains(where: \.isNamed)
      // What will be committed, where the folder has something else.
      var overlay: [String: String?] = [:]
      for file in group.files.map(\.file) {
        if case .staged(let text, _) = (options.readsStaged ? staged.staged(file) ?? file : file).origin { overlay[file.absolute] = String(decoding: text, as: UTF8.self) }
      }
      let project = DjangoProject(
        group.root, files: group.files.map(\.file), overlay: overlay, isWhole: isWhole, mayRun: group.hasManage && isAllowed && !django.neverRuns, django, store,
        in: currentFolder)
      if project.hasTrouble { hasUnreadableFiles = true }
      var files = project.members.map { SourceFile(path: $0.path, absolute: Path.absolute($0.path, in: currentFolder), origin: .path($0.path, isLink: false)) }
      try files.restrict(to: options.scope)
      for (member, file) in zip(project.members, files) {
        inputs.append(member.input)
        if !file.isReviewed { inputs[inputs.count - 1].isReviewed = false }
        failOn.append(member.failOn)
        firsts.append(member.first)
        openedPaths.append(member.path)
      }
      projects.append(project)
    }
    try store.throwProblems()
  }

  /// Some tools keep a list of their migrations, or run some of them last.
  private mutating func putInOrderOfRunners() {
    guard inputs.contains(where: { $0.migration.place != nil }) else { return }
    var histories: [String: Int] = [:]
    for (number, input) in inputs.enumerated() where histories[input.history] == nil { histories[input.history] = number }
    func place(_ number: Int) -> (Int, HistoryPlace, Int) {
      (histories[inputs[number].history] ?? 0, inputs[number].migration.place ?? HistoryPlace(), number)
    }
    let order = inputs.indices.sorted { place($0) < place($1) }
    (inputs, failOn, openedPaths) = (order.map { inputs[$0] }, order.map { failOn[$0] }, order.map { openedPaths[$0] })
    firsts = order.map { firsts[$0] }
  }

  /// What runs before `first-migration` is history.
  private mutating func leaveOutOlder(in currentFolder: String) {
    guard firsts.contains(where: { $0 != nil }) else { return }
    for (first, numbers) in Dictionary(grouping: inputs.indices, by: { firsts[$0] }) {
      guard let first else { continue }
      let reviewed = numbers.filter { inputs[$0].isReviewed }
      var isMet = false, isLeft = reviewed.isEmpty
      for own in Dictionary(grouping: numbers, by: { inputs[$0].history }).values {
        let paths = own.map { Path.absolute(openedPaths[$0], in: currentFolder) }, at = paths.firstIndex(where: first.isAt)
        if at != nil { isMet = true }
        for (place, number) in own.enumerated() where inputs[number].isReviewed {
          if at.map({ place < $0 }) ?? first.isNewer(than: paths[place]) { inputs[number].isReviewed = false } else { isLeft = true }
        }
      }
      if !isLeft { isNarrowed = true }
      if isMet || isLeft && first.hasVersion || reviewed.isEmpty { continue }
      let what = first.hasVersion ? "all migrations here are older, so nothing is said of them" : "no migration here is called so, and none is left out"
      Descriptor.complain("lintel: first-migration = \"\(first.text)\" (\(first.origin)): \(what)")
    }
  }

  /// Leaves what the project has accepted out of a report, and says when some of that is no more.
  static func leaveOutAccepted(_ report: inout Report, _ options: RunOptions) throws(Failure) {
    let currentFolder = Folder.current
    guard !options.ignoresBaseline, !options.isIsolated, var baseline = try Baseline.nearest(to: currentFolder) else { return }
    baseline.apply(to: &report, currentFolder: currentFolder)
    let stale = baseline.stale(in: report, currentFolder: currentFolder), count = stale.reduce(0) { $0 + $1.count }
    if stale.isEmpty { return }
    Descriptor.complain("lintel: \(baseline.path) accepts \(count == 1 ? "a finding that is" : "\(count) findings that are") no more: `lintel baseline --prune` takes \(count == 1 ? "it" : "them") out")
    for (file, rule, count) in stale.prefix(20) { Descriptor.complain("  \(file): \(rule)\(count > 1 ? ", \(count) times" : "")") }
    if stale.count > 20 { Descriptor.complain("  … and \(stale.count - 20) more") }
  }

  /// Whether a finding makes the exit code 1.
  func isReached(by finding: Finding) -> Bool {
    guard let migration = finding.migration, failOn.indices.contains(migration) else { return true }
    return failOn[migration].isReached(by: finding.severity)
  }

  /// Everything whose change changes what a run finds, as far as its files go.
  static func watchedPaths(_ options: RunOptions) -> Set<String> {
    let currentFolder = Folder.current
    var finder = Self.finder(of: options, options.store(in: currentFolder), currentFolder)
    let all = (try? inItsHistory(finder.files(), options, currentFolder)) ?? []
    var paths = Set(all.map(\.file.openedPath)), folders = Set(all.map { Path.parent(of: $0.file.absolute) })
    folders.insert(currentFolder)
    func add(_ name: String, from folder: String) {
      var folder = folder
      while paths.insert(Path.join(folder, name)).inserted, folder != "/" { folder = Path.parent(of: folder) }
    }
    for folder in folders { add(ConfigurationStore.fileName, from: folder) }
    if let config = options.config { paths.insert(config) }
    add(Baseline.fileName, from: currentFolder)
    return paths
  }

  /// Those that are SQL themselves; they come first.
  var inputsOfSQL: [LintInput] { Array(inputs.dropLast(memberCount)) }

  /// How many of the inputs are Django's; they come last.
  private var memberCount: Int { projects.reduce(0) { $0 + $1.members.count } }

  /// What fixing makes of the migrations of Django projects: of those under review, in their order.
  func fixedProjects(_ chooses: @escaping (String) -> Bool) -> [FixedFile] {
    var rest = inputs.suffix(memberCount)[...]
    return projects.flatMap { project in
      let own = Array(rest.prefix(project.members.count))
      rest = rest.dropFirst(own.count)
      return DjangoFixing(project, own, chooses).files
    }
  }

  /// Gives some of the inputs other texts. Those of Django are asked about anew.
  func replaceTexts(of inputs: inout [LintInput], with texts: [Int: SourceText]) {
    for (number, text) in texts where inputs[number].migration.origin == nil { inputs[number].migration = inputs[number].migration.with(text) }
    var start = inputs.count - memberCount
    for project in projects {
      let numbers = start..<start + project.members.count
      start = numbers.upperBound
      if !numbers.contains(where: { texts[$0] != nil }) { continue }
      // What was changed before, too.
      var overlay: [String: String?] = [:]
      for number in numbers {
        let now = texts[number] ?? inputs[number].migration.asWritten.source
        if texts[number] != nil || now !== self.inputs[number].migration.asWritten.source { overlay[openedPaths[number]] = now[now.span] }
      }
      for (number, member) in zip(numbers, project.with(overlay).members) { inputs[number].migration = member.input.migration }
    }
  }

  /// Looks up which migrations the default branch has.
  mutating func noteAppliedMigrations() throws(Failure) {
    let reviewed = inputs.indices.filter { inputs[$0].isReviewed }, applied = try AppliedMigrations(reviewed.map { openedPaths[$0] })
    for number in reviewed { inputs[number].inUse = applied.branch(having: openedPaths[number]) }
  }

  /// On standard error: which runner each file has, and why; and which other files it runs that are not looked into at that place.
  func tellRunners() {
    for input in inputs where input.isReviewed {
      let migration = input.migration
      let name = migration.candidates.isEmpty ? migration.runner : "unknown runner: \(migration.runnerTitle)"
      let includes = migration.includes.map { "`\($0)`" }.joined(separator: ", ")
      Descriptor.complain("\(migration.path): \(name) (\(migration.why))" + (includes.isEmpty ? "" : "; does not follow \(includes)"))
    }
  }

  /// The files under review among the migrations that run before and after them, in the order they run, each with its history's name.
  private static func inItsHistory(_ files: [SourceFile], _ options: RunOptions, _ currentFolder: String) throws(Failure)
    -> [(file: SourceFile, history: String)] {
    var before: [(SourceFile, String)] = [], all = files
    switch options.history {
    case .none: break
    case .neighbours: all += History.neighbours(of: files)
    case .paths(let paths):
      var finder = FileFinder(currentFolder: currentFolder) { _, _ in false }
      for path in paths { finder.add(path, in: currentFolder) }
      let reviewed = Set(files.map(\.absolute)), histories = Set(files.map { History.folder(of: $0.absolute) })
      for var file in finder.files() where !reviewed.contains(file.absolute) {
        if case .nowhere(let problem) = file.origin { throw Failure("--history \(file.path): \(problem)") }
        file.isReviewed = false
        // Beside the files under review, what comes later is no history.
        if histories.contains(History.folder(of: file.absolute)) { all.append(file) } else { before += histories.map { (file, $0) } }
      }
    }
    if all.count > files.count { NaturalOrder.sort(&all, by: \.absolute) }
    return before + History.withFolders(all)
  }

  /// Says on standard error that there is nothing to do, which is easily taken for "all is well".
  func sayWhenEmpty() {
    if isNarrowed, !inputs.isEmpty { return }
    if !inputs.contains(where: \.isReviewed) { Descriptor.complain("lintel: found no migrations to look at (*.sql, or Django's)") }
  }

  private static func finder(of options: RunOptions, _ store: ConfigurationStore, _ currentFolder: String) -> FileFinder {
    var finder = FileFinder(currentFolder: currentFolder) { store.isExcluded($0, isFolder: $1) }
    for path in options.paths {
      if path == "-" { finder.addStandardInput(named: options.standardInputName) } else { finder.add(path, in: currentFolder) }
    }
    if options.paths.isEmpty {
      if let paths = store.configuration(ofFolder: currentFolder).paths?.value {
        for path in paths.paths { finder.add(path, in: paths.folder, isNamed: false) }
      } else {
        finder.add(".", in: currentFolder, isNamed: false)
      }
    }
    return finder
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
