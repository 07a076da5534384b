import LintelRules
import Linting
import PostgresSyntax

/// What `lintel init` is asked to do, in the working directory.
struct InitRequest {
  /// Whether to write over a `lintel.toml` that is there, and into migrations that may have run under a tool that notices.
  var isForced = false
  var addsPreCommit = false
  var convertsComments = false

  func execute() throws {
    let folder = Folder.current, exists = (try? FileStatus(ConfigurationStore.fileName)) != nil
    let writes = !exists || isForced
    if !writes, !convertsComments, !addsPreCommit { throw Failure("\(ConfigurationStore.fileName) is there already; --force writes over it") }
    let squawk = try SquawkConfiguration.nearest(to: folder), look = RepositoryLook(of: folder)
    // The comments first: what they say of single files belongs in the configuration.
    let (run, comments) = try comments()
    var configuration = StarterConfiguration(look: look, squawk: squawk)
    // Where there is one further up, this one would silently stand before it.
    configuration.outer = Folder.nearest(from: Path.parent(of: folder), holding: ConfigurationStore.fileName).map {
      Path.relative(Path.join($0, ConfigurationStore.fileName), from: folder)
    }
    for (number, comment) in comments {
      if let isIn = comment.assumesTransaction, isIn != (squawk?.assumesTransaction ?? false) {
        configuration.transactions.append((run.inputs[number].migration.path, isIn))
      }
    }
    var lines = "\(ConfigurationStore.fileName) is there already, and stays\n"
    if writes {
      try write(configuration.text, to: ConfigurationStore.fileName)
      lines = "wrote \(ConfigurationStore.fileName)\n"
      if let outer = configuration.outer { lines += "it starts from \(outer), which counted here so far\n" }
      if let squawk { lines += "took over \(squawk.path)\n" }
      lines += told(look)
    }
    if addsPreCommit { lines += try addHook() }
    try StandardOutput.write(lines)
    let count = comments.reduce(0) { $0 + $1.comments.count }
    if convertsComments {
      try convert()
    } else if count > 0 {
      let comments = count == 1 ? "1 comment is" : "\(count) comments are"
      try StandardOutput.write("\(comments) for squawk: `lintel init --squawk-comments` makes them Lintel's\n")
    }
  }

  private func told(_ look: RepositoryLook) -> String {
    if look.groups.isEmpty {
      return "found no migrations \(look.others > 0 ? "among the *.sql files " : "")here: name their folder in `paths`\n"
    }
    return look.groups.map { group in
      let count = group.count == 1 ? "1 migration" : "\(group.count) migrations", folder = group.folder == "." ? "here" : "in \(group.folder)"
      if !group.candidates.isEmpty { return "found \(count) \(folder) for \(group.candidates.joined(separator: " or ")): name the one in `runner`\n" }
      return "found \(count) \(folder) for \(group.runner): \(group.why ?? "nothing speaks for another tool")\n"
    }.joined()
  }

  private func write(_ text: String, to path: String) throws(Failure) {
    let file = try OutputFile(path)
    var buffer = file.buffer
    buffer.put(text)
    buffer.flush()
    try file.finish()
  }

  private func addHook() throws(Failure) -> String {
    let path = PreCommitEntry.fileName
    var old: String?
    do throws(SystemError) {
      old = String(decoding: try FileReader.contents(of: path), as: UTF8.self)
    } catch {
      if !error.isMissing { throw Failure("cannot read \(path): \(error.text)") }
    }
    guard let new = try PreCommitEntry.text(addingTo: old) else { return "\(path) has the hook already\n" }
    try write(new, to: path)
    return "added the hook to \(path); `pre-commit install` sets it up\n"
  }

  // MARK: Comments for squawk

  /// Those of all migrations here, by number, as the configuration that is there sees them.
  private func comments() throws -> (Run, [(number: Int, comments: SquawkComments)]) {
    let run = try Run(RunOptions(paths: ["."], isIsolated: true))
    let all = run.inputs.indices.map { ($0, SquawkComments(in: run.inputs[$0].migration)) }
    return (run, all.filter { $1.count > 0 || $1.assumesTransaction != nil })
  }

  /// By the new configuration.
  private func convert() throws {
    var run = try Run(RunOptions(paths: ["."]))
    if !isForced { try run.noteAppliedMigrations() }
    let linter = Linter(rules: Rules.all.map(\.rule)), inputs = run.inputs
    var changed: [(number: Int, text: SourceText, count: Int)] = [], lines = ""
    for (number, input) in inputs.enumerated() where input.problem == nil {
      let comments = SquawkComments(in: input.migration)
      guard comments.count > 0 else { continue }
      if !isForced, let branch = input.inUse, let why = input.migration.tool?.whenChanged {
        lines += "left \(input.migration.path) alone: \(branch) has it, and \(why); --force changes it\n"
        continue
      }
      let text = comments.converted { text in
        // Its own history is enough, and only it is asked about.
        var same = inputs.filter { $0.history == input.history }
        for at in same.indices {
          same[at].isReviewed = same[at].migration.path == input.migration.path
          if same[at].isReviewed { same[at].migration = input.migration.with(text) }
          same[at].options.severities[EngineRule.unusedSuppression.rawValue] = .some(.warning)
        }
        return linter.lint(same).findings
      }
      if let text { changed.append((number, text, comments.count)) }
    }
    var report = FixReport(files: changed.map { FixedFile(migration: inputs[$0.number].migration, source: $0.text, left: []) })
    let written = report.write(to: changed.map { run.openedPaths[$0.number] })
    for (change, isWritten) in zip(changed, written) where isWritten {
      lines += "took over \(change.count == 1 ? "1 comment" : "\(change.count) comments") in \(inputs[change.number].migration.path)\n"
    }
    try StandardOutput.write(lines)
    if written.contains(false) { throw ExitStatus.trouble }
  }
}
