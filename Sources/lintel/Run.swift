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
  private let isNarrowed: Bool
  /// Those of Django whose migrations are among the inputs.
  private(set) var projects: [DjangoProject] = []

  init(_ options: RunOptions) throws(Failure) {
    if let mismatch = Grammar.mismatch { throw Failure(mismatch) }
    isNarrowed = options.scope != .all
    let currentFolder = Folder.current
    let store = options.store(in: currentFolder)
    var finder = Self.finder(of: options, store, currentFolder), found = finder.files()
    try found.restrict(to: options.scope, readsStaged: options.readsStaged)
    let files = try Self.inItsHistory(found, options, currentFolder)
    let settings = files.map { store.settings(ofFile: $0.file.absolute) }
    try store.throwProblems()
    inputs.reserveCapacity(files.count)
    let recognizer = Recognizer(.files)
    for ((file, history), (settings, options)) in zip(files, settings) {
      let read = file.read()
      let migration = recognizer.migration(
        path: file.path, absolute: file.absolute, source: read.source, runner: settings.runner, settings: settings.runnerSettings)
      let isReviewed = file.isReviewed && !migration.isWayDown && !settings.isBeforeFirst(file.absolute)
      inputs.append(LintInput(migration: migration, options: options, history: history, isReviewed: isReviewed, problem: read.problem))
      self.failOn.append(settings.failOn.value)
      openedPaths.append(file.openedPath)
      if read.problem != nil, file.isReviewed { hasUnreadableFiles = true }
    }
    putInOrderOfRunners()
    try addProjects(finder, options, store, currentFolder)
  }

  /// Migrations of Django, each project in one history.
  private mutating func addProjects(_ finder: FileFinder, _ options: RunOptions, _ store: ConfigurationStore, _ currentFolder: String) throws(Failure) {
    var groups: [(root: String, files: [DjangoFile], hasManage: Bool)] = finder.projects.map { ($0, [], true) }
    for module in finder.modules {
      let project = DjangoFile.project(of: module.file.absolute), root = project ?? Path.parent(of: module.file.absolute)
      if let at = groups.firstIndex(where: { $0.root == root }) { groups[at].files.append(module) } else { groups.append((root, [module], project != nil)) }
    }
    for group in groups {
      let isWhole = finder.projects.contains(group.root), django = options.django
      let isAllowed = isWhole || django.runs || group.files.contains(where: \.isNamed)
      let project = DjangoProject(
        group.root, files: group.files.map(\.file), isWhole: isWhole, mayRun: group.hasManage && isAllowed && !django.neverRuns, django, store,
        in: currentFolder)
      if project.hasTrouble { hasUnreadableFiles = true }
      var files = project.members.map { SourceFile(path: $0.path, absolute: Path.absolute($0.path, in: currentFolder), origin: .path($0.path, isLink: false)) }
      try files.restrict(to: options.scope, readsStaged: false)
      for (member, file) in zip(project.members, files) {
        inputs.append(member.input)
        if !file.isReviewed { inputs[inputs.count - 1].isReviewed = false }
        failOn.append(member.failOn)
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
  }

  /// Leaves what the project has accepted out of a report, and says when some of that is no more.
  static func leaveOutAccepted(_ report: inout Report, _ options: RunOptions) throws(Failure) {
    let currentFolder = Folder.current
    guard !options.ignoresBaseline, !options.isIsolated, var baseline = try Baseline.nearest(to: currentFolder) else { return }
    baseline.apply(to: &report, currentFolder: currentFolder)
    let stale = baseline.staleCount(in: report, currentFolder: currentFolder)
    if stale > 0 {
      Descriptor.complain("lintel: \(baseline.path) accepts \(stale == 1 ? "a finding that is" : "\(stale) findings that are") no more: `lintel baseline --prune` takes \(stale == 1 ? "it" : "them") out")
    }
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
    for folder in folders {
      var folder = folder
      while paths.insert(Path.join(folder, ConfigurationStore.fileName)).inserted, folder != "/" { folder = Path.parent(of: folder) }
    }
    if let config = options.config { paths.insert(config) }
    var folder = currentFolder
    while paths.insert(Path.join(folder, Baseline.fileName)).inserted, folder != "/" { folder = Path.parent(of: folder) }
    return paths
  }

  /// Those that are SQL themselves; they come first.
  var inputsOfSQL: [LintInput] { Array(inputs.dropLast(projects.reduce(0) { $0 + $1.members.count })) }

  /// What fixing makes of the migrations of Django projects: of those under review, in their order.
  func fixedProjects(_ chooses: @escaping (String) -> Bool) -> [FixedFile] {
    var rest = inputs.suffix(projects.reduce(0) { $0 + $1.members.count })[...]
    return projects.flatMap { project in
      let own = Array(rest.prefix(project.members.count))
      rest = rest.dropFirst(own.count)
      return DjangoFixing(project, own, chooses).files
    }
  }

  /// Looks up which migrations the default branch has.
  mutating func noteAppliedMigrations() {
    let reviewed = inputs.indices.filter { inputs[$0].isReviewed }, applied = AppliedMigrations(reviewed.map { openedPaths[$0] })
    for number in reviewed { inputs[number].inUse = applied.branch(having: openedPaths[number]) }
  }

  /// On standard error: which runner each file has, and why.
  func tellRunners() {
    for input in inputs where input.isReviewed {
      let migration = input.migration
      let name = migration.candidates.isEmpty ? migration.runner : "unknown runner: \(migration.runnerTitle)"
      Descriptor.complain("\(migration.path): \(name) (\(migration.why))")
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
    if all.count > files.count { all.sort { NaturalOrder.precedes($0.absolute, $1.absolute) } }
    return before + all.map { ($0, History.folder(of: $0.absolute)) }
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
