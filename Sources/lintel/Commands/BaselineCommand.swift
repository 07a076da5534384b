import ArgumentParser
import LintelRules
import Linting

/// `lintel baseline`
struct BaselineCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "baseline", abstract: "Accept what is found now, so that only what is new is told.",
      discussion: """
        Writes \(Baseline.fileName), which belongs into version control: check and fix say nothing of what is in it. It keeps hashes of \
        statements and no lines, so that it stays right when files change around them.
        """)
  }

  @OptionGroup var input: InputOptions

  @Flag(help: "Accept nothing new; take out what is found no more.")
  var prune = false

  @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

  func validate() throws {
    if input.paths.contains("-") { throw ValidationError("a baseline is of files, not of standard input") }
    try configuration.options(input).validate()
  }

  func run() throws {
    let currentFolder = Folder.current, run = try Run(configuration.options(input))
    let progress = Progress(of: run.inputs.count)
    var report = Linter(rules: Rules.all.map(\.rule)).lint(run.inputs) { progress.note($0) }
    progress.end()
    let known = prune ? try Baseline.nearest(to: currentFolder) : try Baseline.nearestToWrite(to: currentFolder)
    if prune, known == nil { throw Failure("there is no \(Baseline.fileName) here or above") }
    var baseline = known ?? Baseline(at: Baseline.fileName, currentFolder: currentFolder)
    let before = baseline.count
    if prune {
      baseline.apply(to: &report, currentFolder: currentFolder)
      baseline.prune(report, currentFolder: currentFolder)
    } else {
      baseline.accept(report, currentFolder: currentFolder)
    }
    let file = try OutputFile(baseline.path)
    var buffer = file.buffer
    buffer.put(baseline.text)
    buffer.flush()
    try file.finish()
    let count = baseline.count, what = count == 1 ? "1 finding" : "\(count) findings"
    try StandardOutput.write("\(baseline.path): \(what) accepted\(before > count ? ", \(before - count) fewer than before" : "")\n")
    run.sayWhenEmpty()
    if run.hasUnreadableFiles { throw ExitStatus.trouble }
  }
}
