import LintelRules
import Linting
import Migrations
import PostgresSyntax

/// Fixes the migrations of one Django project: what is written is asked of Django again before anything is.
struct DjangoFixing {
  /// Those under review, in their order.
  private(set) var files: [FixedFile] = []

  private let project: DjangoProject
  private let inputs: [LintInput]
  private let linter = Linter(rules: Rules.all.map(\.rule))
  /// What lint says of each input.
  private var findings: [[Finding]]
  private var refusals: [Int: [FixRefusal]] = [:]
  /// The files that one of the migrations brings along: what several change is written once.
  private var besides: Set<String> = []

  /// - Parameters:
  ///   - inputs: the project's members, with where they are in use.
  ///   - chooses: whether the fixes of a rule are wanted.
  init(_ project: DjangoProject, _ inputs: [LintInput], _ chooses: (String) -> Bool) {
    self.project = project
    self.inputs = inputs
    findings = DjangoFixing.findings(of: inputs, linter)
    var tasks = self.tasks(chooses)
    var accepted: (rewriting: DjangoRewriting, members: [DjangoProject.Member], findings: [[Finding]])?
    while !tasks.isEmpty {
      let rewriting = project.helper.rewrite(tasks.sorted { $0.key < $1.key }.map(\.value), overlay: [:])
      func refuse(_ number: Int, _ reason: String) {
        refusals[number] = [FixRefusal(.tool(reason), rules: [])]
        tasks[number] = nil
      }
      if let trouble = rewriting.trouble {
        for number in tasks.keys { refuse(number, trouble) }
        break
      }
      for (number, task) in tasks {
        let result = rewriting.results[task.module.file]
        if let reason = result?.refused { refuse(number, reason) } else if result?.done.isEmpty ?? true { tasks[number] = nil }
      }
      if tasks.isEmpty { break }
      let (members, trouble) = project.with(rewriting.texts.mapValues { $0 })
      if let trouble {
        // The last goes where nobody knows whose it is: the others do not build on it.
        if let number = tasks.keys.first(where: { isOf($0, trouble.file, rewriting) }) ?? tasks.keys.max() {
          refuse(number, "Django does not take what would become of it: \(trouble.text)")
        }
        continue
      }
      let after = DjangoFixing.findings(of: members.map(\.input), linter)
      let worse = tasks.keys.compactMap { number in whatIsWorse(number, rewriting, members, after).map { (number, $0) } }
      if worse.isEmpty {
        accepted = (rewriting, members, after)
        break
      }
      for (number, reason) in worse { refuse(number, reason) }
    }
    for number in inputs.indices where inputs[number].isReviewed {
      files.append(file(number, tasks[number], accepted?.rewriting, accepted?.members ?? [], accepted?.findings ?? []))
    }
  }

  private static func findings(of inputs: [LintInput], _ linter: Linter) -> [[Finding]] {
    var byInput: [[Finding]] = Array(repeating: [], count: inputs.count)
    for finding in linter.lint(inputs).findings {
      if let number = finding.migration, byInput.indices.contains(number) { byInput[number].append(finding) }
    }
    return byInput
  }

  private mutating func tasks(_ chooses: (String) -> Bool) -> [Int: DjangoRewriting.Task] {
    var tasks: [Int: DjangoRewriting.Task] = [:]
    for (number, input) in inputs.enumerated() where input.isReviewed && input.problem == nil {
      guard let origin = input.migration.origin, let module = project.members[number].module else { continue }
      let wanted = findings[number].filter { $0.fix?.safety == .safe && chooses($0.rule) }
      if wanted.isEmpty { continue }
      if let place = input.inUse {
        refusals[number] = [FixRefusal(.applied(place, consequence: nil), rules: wanted.map(\.rule))]
        continue
      }
      // What a finding about a whole transaction took in is to be fixed with it.
      let places = wanted.flatMap { [$0] + $0.absorbed }.map(\.span.start)
      let flagged = Set(places.compactMap { place in origin.operations.firstIndex { $0.span.contains(place) } })
      tasks[number] = DjangoRewriting.Task(module: module, flagged: flagged)
    }
    return tasks
  }

  /// The path by which the helper knows a migration.
  private func key(_ number: Int) -> String { project.members[number].key }

  /// Whether a file is a migration, or comes or changes with it.
  private func isOf(_ number: Int, _ file: String, _ rewriting: DjangoRewriting) -> Bool {
    guard let result = rewriting.results[key(number)] else { return false }
    return ([key(number)] + result.created + result.changed).contains(file)
  }

  /// What a migration and those that follow it now have that is worse than before; nil for nothing.
  private func whatIsWorse(_ number: Int, _ rewriting: DjangoRewriting, _ members: [DjangoProject.Member], _ after: [[Finding]]) -> String? {
    let path = key(number), own = [path] + (rewriting.results[path]?.created ?? [])
    if let lost = own.first(where: { file in !members.contains { $0.key == file } }) { return "Django would not know `\(Path.name(of: lost))`" }
    // Errors that another has taken in may come to stand alone.
    func errors(_ findings: [Finding]) -> [Finding] { findings.flatMap { ($0.severity == .error ? [$0] : []) + errors($0.absorbed) } }
    let old = errors(findings[number])
    var left = old.reduce(into: [:]) { $0[$1.rule, default: 0] += 1 }, count = 0
    for at in members.indices where own.contains(members[at].key) {
      for error in errors(after[at]) {
        left[error.rule, default: 0] -= 1
        count += 1
        if left[error.rule, default: 0] < 0 || count >= old.count {
          return "the fix would leave `\(error.rule)` in `\(Path.name(of: members[at].key))`: \(error.message)"
        }
      }
    }
    return nil
  }

  private mutating func file(
    _ number: Int, _ task: DjangoRewriting.Task?, _ rewriting: DjangoRewriting?, _ members: [DjangoProject.Member], _ after: [[Finding]]
  ) -> FixedFile {
    let migration = inputs[number].migration.asWritten, path = key(number)
    var file = FixedFile(migration: migration, source: migration.source, left: findings[number], refusals: refusals[number] ?? [])
    guard task != nil, let rewriting, let result = rewriting.results[path], let text = rewriting.texts[path], let origin = inputs[number].migration.origin
    else { return file }
    func left(_ path: String) -> [Finding] { members.indices.filter { members[$0].key == path }.flatMap { after[$0] } }
    file.source = SourceText(text)
    file.left = left(path)
    file.applied = findings[number].filter { finding in
      finding.fix?.safety == .safe && origin.operations.firstIndex { $0.span.contains(finding.span.start) }.map(result.done.contains) ?? false
    }
    let folder = Path.parent(of: path), shownFolder = Path.parent(of: migration.path)
    for other in result.created + result.changed {
      // What is fixed itself is written with its own changes.
      let isFixed = inputs.indices.contains { $0 != number && key($0) == other && rewriting.results[other]?.done.isEmpty == false }
      guard !isFixed, let text = rewriting.texts[other], besides.insert(other).inserted else { continue }
      let isNew = result.created.contains(other), relativePath = Path.relative(other, from: folder)
      let old = isNew ? nil : SourceFile(path: other, absolute: other, origin: .path(other, isLink: false)).read().source
      var beside = ChangedFile(
        path: relativePath == Path.name(of: other) ? Path.join(shownFolder, relativePath) : project.shown(other), relativePath: relativePath, old: old,
        new: SourceText(text))
      if isNew { beside.left = left(other) }
      file.besides.append(beside)
    }
    return file
  }
}
