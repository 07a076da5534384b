import LintelRules
import Linting
import PostgresSyntax
import Reports

/// What `lintel fix` is asked to do.
struct FixRequest {
  var options = RunOptions()
  var choice = RuleChoice()
  var allowsUnsafe = false
  var showsDiff = false
  /// Whether to rewrite migrations that may have run.
  var isForced = false
  var color = Terminal.Color.auto

  private var isFilter: Bool { options.paths == ["-"] }

  /// What makes no sense together, for a person.
  var contradiction: String? {
    if options.paths.contains("-"), !isFilter { return "standard input is fixed alone: leave out the other paths" }
    return options.contradiction
  }

  /// Throws the exit status unless nothing is left to do.
  func execute() throws {
    try choice.throwUnknown()
    var options = options
    options.isForWriting = true
    var run = try Run(options)
    if !isForced, !isFilter { try run.noteAppliedMigrations() }
    let reviewed = run.inputs.indices.filter { run.inputs[$0].isReviewed }, choice = choice
    if isFilter, reviewed.isEmpty, !showsDiff { return try passOn() }
    if isFilter, let module = run.inputs.first(where: { $0.isReviewed && $0.migration.origin != nil }) {
      Descriptor.complain("lintel: \(module.migration.path): a migration of Django's may become several, so its file has to be named to be fixed")
      return try write(module.migration.asWritten.source)
    }
    // Standard output has room for one file.
    let progress = Progress(of: run.inputs.count)
    let fixer = Fixer(Linter(rules: Rules.all.map(\.rule)), allowsUnsafe: allowsUnsafe, cutsFiles: !isFilter) { choice.includes($0) }
    var report = fixer.fix(run.inputsOfSQL) { progress.note($0) }
    report.files += run.fixedProjects { choice.includes($0) }
    progress.end()
    for at in report.files.indices {
      report.files[at].left.removeAll { !choice.shows($0) }
      for beside in report.files[at].besides.indices { report.files[at].besides[beside].left.removeAll { !choice.shows($0) } }
    }

    try leaveOutAccepted(&report)
    let paths = reviewed.map { run.openedPaths[$0] }

    var hasTrouble = run.hasUnreadableFiles
    if showsDiff {
      if !isFilter { report.renewAtlasSums(at: paths) }
      try show(report)
      for input in run.inputs where input.isReviewed {
        if let problem = input.problem { Descriptor.complain("\(input.migration.path): error: cannot be read: \(problem)") }
      }
    } else if isFilter {
      if !hasTrouble { for file in report.files { try write(file.source) } }
      tell(report)
    } else {
      let isWritten = report.write(to: paths)
      if isWritten.contains(false) { hasTrouble = true }
      try tell(FixReport(files: zip(report.files, isWritten).filter(\.1).map(\.0)), on: StandardOutput())
    }
    run.sayWhenEmpty()
    if hasTrouble { throw ExitStatus.trouble }
    let isReached = zip(report.files, reviewed).contains { file, number in
      showsDiff ? file.isChanged : file.allLeft.contains { run.failOn[number].isReached(by: $0.severity) }
    }
    if isReached { throw ExitStatus.findings }
  }

  /// What the project has accepted is not told of.
  private func leaveOutAccepted(_ report: inout FixReport) throws(Failure) {
    let currentFolder = Folder.current
    guard !options.ignoresBaseline, !options.isIsolated, var baseline = try Baseline.nearest(to: currentFolder) else { return }
    for at in report.files.indices where !report.files[at].left.isEmpty {
      var left = Report(
        migrations: [report.files[at].migration.with(report.files[at].source)], findings: report.files[at].left, fileCount: 1, statementCount: 0)
      for finding in left.findings.indices { left.findings[finding].migration = 0 }
      baseline.apply(to: &left, currentFolder: currentFolder)
      report.files[at].left = left.findings
    }
  }

  /// What is excluded comes out as it went in: an editor would put nothing in its place.
  private func passOn() throws {
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try FileReader.standardInput() } catch { throw Failure("cannot read standard input: \(error.text)") }
    try write(SourceText(utf8: bytes))
  }

  private func write(_ source: SourceText) throws(Failure) {
    let output = StandardOutput()
    _ = source.withBytes(of: source.span) { output.write(UnsafeRawBufferPointer($0)) }
    try output.finish()
  }

  private func show(_ report: FixReport) throws {
    let names = PatchNames(currentFolder: Folder.current), output = StandardOutput(), style = Terminal.style(color)
    var buffer = output.buffer
    for file in report.files where file.isChanged {
      if !file.isGone { UnifiedDiff(from: file.migration.source, to: file.source).write(as: names.name(of: file.migration.path), style: style, to: &buffer) }
      for beside in file.besides { UnifiedDiff(from: beside.old, to: beside.new).write(as: names.name(of: beside.path), style: style, to: &buffer) }
    }
    buffer.flush()
    try output.finish()
    for file in report.files { for refusal in file.refusals { Descriptor.complain("\(file.migration.path): \(refusal)") } }
  }

  private func tell(_ report: FixReport, on output: StandardOutput) throws {
    var buffer = output.buffer
    report.writeSummary(allowsUnsafe: allowsUnsafe, style: Terminal.style(color), to: &buffer)
    try output.finish()
  }

  /// On standard error: the text has standard output for itself.
  private func tell(_ report: FixReport) {
    var buffer = OutputBuffer { (try? Descriptor.put($0, to: 2)) != nil }
    report.writeSummary(allowsUnsafe: allowsUnsafe, style: Style(isColored: color == .always), to: &buffer)
  }
}
