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
      if let trouble = rewriting.trouble {
        for number in tasks.keys { refusals[number] = [FixRefusal(.tool(trouble), rules: [])] }
        break
      }
      for (number, task) in tasks {
        let result = rewriting.results[task.module.file]
        if let reason = result?.refused { refusals[number] = [FixRefusal(.tool(reason), rules: [])] }
        if result?.done.isEmpty ?? true { tasks[number] = nil }
      }
      if tasks.isEmpty { break }
      let (members, trouble) = project.with(rewriting.texts.mapValues { $0 })
      let after = DjangoFixing.findings(of: members.map(\.input), linter)
      // Where Django does not take one of them, the last goes first: the others do not build on it.
      var worse = tasks.keys.filter { number in isWorse(number, rewriting, members, after) }
      if worse.isEmpty, trouble != nil, let last = tasks.keys.max() { worse = [last] }
      if worse.isEmpty {
        accepted = (rewriting, members, after)
        break
      }
      for number in worse {
        refusals[number] = [FixRefusal(.worse, rules: rules(number))]
        tasks[number] = nil
      }
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

  private func rules(_ number: Int) -> [String] {
    var rules: [String] = []
    for finding in findings[number] where finding.fix?.safety == .safe && !rules.contains(finding.rule) { rules.append(finding.rule) }
    return rules
  }

  /// Whether a migration and those that follow it now have an error that it did not have.
  private func isWorse(_ number: Int, _ rewriting: DjangoRewriting, _ members: [DjangoProject.Member], _ after: [[Finding]]) -> Bool {
    let path = key(number), own = Set([path] + (rewriting.results[path]?.created ?? []))
    func errors(_ findings: [Finding]) -> [String: Int] { findings.filter { $0.severity == .error }.reduce(into: [:]) { $0[$1.rule, default: 0] += 1 } }
    let new = errors(members.indices.filter { own.contains(members[$0].key) }.flatMap { after[$0] }), old = errors(findings[number])
    let isLost = !own.isSubset(of: members.map(\.key))
    return isLost || new.contains { $1 > old[$0, default: 0] } || new.values.reduce(0, +) >= max(1, old.values.reduce(0, +)) && !old.isEmpty
  }

  private func file(
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
      guard !isFixed, let text = rewriting.texts[other] else { continue }
      let name = Path.name(of: other), isNew = result.created.contains(other)
      let old = isNew ? nil : SourceFile(path: other, absolute: other, origin: .path(other, isLink: false)).read().source
      var beside = ChangedFile(
        path: shownFolder == "." ? name : Path.join(shownFolder, name), relativePath: Path.relative(other, below: folder) ?? name, old: old,
        new: SourceText(text))
      if isNew { beside.left = left(other) }
      file.besides.append(beside)
    }
    return file
  }
}
