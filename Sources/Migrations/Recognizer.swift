public import PostgresSyntax

/// Finds out which tool runs a file, and reads the file the way that tool does. It remembers what it saw in each folder.
public final class Recognizer {
  let surroundings: Surroundings
  private var folders: [String: Folder] = [:]
  private var manifests: [String: [UInt8]?] = [:]
  private let memory = Memory()

  /// What the landmarks around a folder say of each runner, by its number.
  private struct Folder {
    /// Beside, for the files in the folder itself.
    var beside: [(runner: Int, evidence: Evidence)] = []
    var above: [(runner: Int, evidence: Evidence, depth: Int)] = []
  }

  public init(_ surroundings: Surroundings = Surroundings()) { self.surroundings = surroundings }

  /// - Parameters:
  ///   - path: as it is shown.
  ///   - absolute: from the root.
  ///   - runner: the name that the configuration gives, and where it does.
  public func migration(
    path: String, absolute: String, source: SourceText, runner: (name: String, origin: String)? = nil, settings: RunnerSettings = RunnerSettings()
  ) -> Migration {
    var migration = recognized(path: path, absolute: absolute, source: source, runner: runner, settings: settings)
    migration.reread = Rereading(self, path: path, absolute: absolute, runner: runner, settings: settings)
    return migration
  }

  private func recognized(
    path: String, absolute: String, source: SourceText, runner: (name: String, origin: String)?, settings: RunnerSettings
  ) -> Migration {
    let file = file(absolute, source, settings)
    if let runner, let tool = Runners.named(runner.name) { return read(file, path, tool, Evidence(.configured, runner.origin)) }
    let (found, evidence) = candidates(file)
    guard let tool = found.first else { return read(file, path, Psql(), nil) }
    return found.count == 1 ? read(file, path, tool, evidence) : read(file, path, as: found, evidence)
  }

  func file(_ absolute: String, _ source: SourceText, _ settings: RunnerSettings) -> MigrationFile {
    MigrationFile(path: absolute, source: source, settings: settings, surroundings: surroundings, memory: memory)
  }

  /// Those for whom the strongest evidence speaks.
  private func candidates(_ file: MigrationFile) -> ([any Runner], Evidence?) {
    var best: [Int] = [], evidence: Evidence?
    func note(_ runner: Int, _ new: Evidence) {
      if let known = evidence {
        if new.strength < known.strength { return }
        if new.strength > known.strength { best = [] }
      }
      if !best.contains(runner) { best.append(runner) }
      if best.count == 1 { evidence = new }
    }
    for (number, runner) in Runners.all.enumerated() {
      if let found = runner.evidence(in: file) { note(number, found) }
    }
    if evidence.map({ $0.strength < .annotation }) ?? true {
      let isOwn = NameShape(file.folderName).version > 0
      let folder = isOwn ? ownFolder(of: file) : folder(file.folder)
      for (number, found) in folder.beside where Runners.all[number].takes(file) { note(number, found) }
      // The nearest one of its kind.
      var depths: [Evidence.Strength: Int] = [:]
      for (number, found, depth) in folder.above where Runners.all[number].takes(file) {
        if depths[found.strength, default: depth] > depth { continue }
        depths[found.strength] = depth
        note(number, found)
      }
    }
    return (best.map { Runners.all[$0] }, evidence)
  }

  private func read(_ file: MigrationFile, _ path: String, _ tool: any Runner, _ evidence: Evidence?) -> Migration {
    var file = file
    file.source = tool.masking(of: file).applied(to: file, tool.delimiters(of: file))
    var migration = Migration(path: path, source: file.source, runner: tool.name)
    migration.tool = tool
    migration.evidence = evidence
    let reading = tool.reading(of: file)
    migration.parts = reading.parts
    migration.annotations = reading.annotations
    migration.place = tool.place(of: file)
    migration.isTransactionUncertain = reading.isUncertain
    migration.takesNoOthers = reading.takesNoOthers
    migration.unwritten = reading.unwritten
    // Statement by statement and nothing else is what is done anyway.
    if reading.sections != [Section(file.whole, .none, .statements)] { migration.sections = reading.sections }
    return migration
  }

  /// By several tools that might run it: what is said then holds under the one that leaves the file the most freedom.
  private func read(_ file: MigrationFile, _ path: String, as tools: [any Runner], _ evidence: Evidence?) -> Migration {
    let strictness = tools.map { $0.reading(of: file).strictness }
    guard let least = strictness.min(), let at = strictness.firstIndex(of: least) else { return read(file, path, Psql(), nil) }
    var migration = read(file, path, tools[at], evidence)
    migration.runner = "unknown"
    migration.tool = nil
    migration.candidates = tools.map(\.name).sorted()
    migration.annotations = []
    migration.isTransactionUncertain = true
    return migration
  }

  // MARK: Folders

  private func folder(_ path: String) -> Folder {
    if let known = folders[path] { return known }
    var found = Folder()
    let parent = cut(path).folder
    for (number, runner) in Runners.all.enumerated() {
      for landmark in runner.landmarks {
        guard let evidence = evidence(landmark, in: path) else { continue }
        if landmark.reach == .beside { found.beside.append((number, evidence)) } else { found.above.append((number, evidence, path.utf8.count)) }
      }
    }
    let isTop = parent == path || path.isEmpty || memory.isTop(path, surroundings)
    if !isTop { found.above += folder(parent).above }
    folders[path] = found
    return found
  }

  /// A folder for one migration, of which there may be thousands: only who takes its file is asked for.
  private func ownFolder(of file: MigrationFile) -> Folder {
    var found = Folder()
    for (number, runner) in Runners.all.enumerated() where runner.takes(file) {
      for landmark in runner.landmarks where landmark.reach == .beside {
        if let evidence = evidence(landmark, in: file.folder) { found.beside.append((number, evidence)) }
      }
    }
    let parent = cut(file.folder).folder
    if parent != file.folder { found.above = folder(parent).above }
    return found
  }

  private func evidence(_ landmark: Landmark, in folder: String) -> Evidence? {
    let isUpwards = landmark.path.hasPrefix("../")
    let path = isUpwards ? "\(cut(folder).folder)/\(landmark.path.dropFirst(3))" : "\(folder)/\(landmark.path)"
    if landmark.words.isEmpty {
      guard isUpwards ? memory.exists(path, surroundings) : surroundings.exists(path) else { return nil }
      return Evidence(landmark.strength, landmark.reach == .beside ? "`\(landmark.path)` lies beside it" : "there is `\(landmark.path)` above it")
    }
    if manifests[path] == nil { manifests[path] = .some(surroundings.contents(path)) }
    guard let bytes = manifests[path] ?? nil, let word = landmark.words.first(where: { holds(bytes, $0) }) else { return nil }
    let name = word.filter { $0 != "\"" }
    return Evidence(landmark.strength, "`\(landmark.path)` \(landmark.reach == .beside ? "beside" : "above") it names `\(name)`")
  }
}

extension Reading {
  /// How little a file may do, as it is read.
  fileprivate var strictness: Int {
    guard let first = sections.first else { return 9 }
    let sending = switch first.sending { case .statements: 0; case .pieces: 1; case .pipeline: 2; case .whole: 3 }
    return (first.transaction == .none ? 0 : 4) + sending
  }
}
