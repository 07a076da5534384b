import PostgresSyntax

/// Fixes the files of one history: the schema that one leaves is what the next one meets.
struct HistoryFixing {
  /// What is left out from the start, by file, because it led nowhere.
  private struct Ban {
    /// All fixes of the file, which came to no end.
    var endless: [Int: [String]] = [:]
    /// Those of rules that undo each other.
    var circles: [Int: [String]] = [:]
  }

  private enum End { case done, endless([FixCandidate]), circle(Int, [String]) }

  private let fixer: Fixer
  private let ban: Ban
  private var state: FixState
  private var memories: [FixMemory]

  private init(_ state: FixState, _ ban: Ban, _ fixer: Fixer) {
    (self.state, self.ban, self.fixer) = (state, ban, fixer)
    memories = state.inputs.indices.map { FixMemory(TextDigest(state.source($0))) }
  }

  /// All inputs, and what became of them.
  static func fix(_ start: FixState, by fixer: Fixer) -> [FixedFile] {
    // A statement that has to leave a transaction may have to wait for all the others.
    let limit = 20 + 2 * start.findings.joined().reduce(0) { $0 + 1 + $1.absorbed.count }
    var ban = Ban()
    while true {
      var fixing = HistoryFixing(start, ban, fixer)
      switch fixing.run(atMost: limit) {
      case .done: return fixing.files(since: start)
      case .endless(let open): for (file, candidates) in Dictionary(grouping: open, by: \.file) { ban.endless[file] = candidates.rules }
      case .circle(let file, let rules): ban.circles[file] = (ban.circles[file, default: []] + rules).unique
      }
    }
  }

  private func files(since start: FixState) -> [FixedFile] {
    start.inputs.indices.map { file in
      let migration = start.inputs[file].migration, source = state.source(file)
      return FixedFile(
        migration: migration, source: source.isSame(as: migration.source) ? migration.source : source, applied: memories[file].applied,
        left: state.findings[file], refusals: memories[file].refusals)
    }
  }

  private mutating func run(atMost limit: Int) -> End {
    for (file, rules) in ban.endless { memories[file].refuse(.endless, rules) }
    for (file, rules) in ban.circles { memories[file].refuse(.cycle, rules) }
    for file in state.inputs.indices where state.isBroken(file) {
      let wanted = state.findings[file].filter(fixer.wants)
      if !wanted.isEmpty { memories[file].refuse(.syntaxError, wanted.map(\.rule).unique) }
    }
    for file in state.inputs.indices {
      guard let place = state.inputs[file].inUse, state.inputs[file].isReviewed else { continue }
      let wanted = state.findings[file].filter { $0.fix != nil }
      if !wanted.isEmpty {
        memories[file].refuse(.applied(place, consequence: state.inputs[file].migration.tool?.whenChanged), wanted.map(\.rule).unique)
      }
    }
    var rounds = 0
    while true {
      let before = state.inputs.map(\.migration.source)
      while case let next = candidates(), !next.isEmpty {
        if rounds == limit { return .endless(next) }
        rounds += 1
        if let (file, rules) = round(next) { return .circle(file, rules) }
      }
      // What did not fit may fit now; else the next run would find something to do.
      let isSame = before.indices.allSatisfy { state.source($0).isSame(as: before[$0]) }
      if isSame || memories.allSatisfy(\.rejected.isEmpty) { return .done }
      for file in memories.indices { memories[file].forgive() }
    }
  }

  /// The fixes that go in together next.
  private mutating func candidates() -> [FixCandidate] {
    var unfit: [(file: Int, rule: String)] = []
    defer { for (file, rule) in unfit { memories[file].refuse(.worse, [rule]) } }
    return state.inputs.indices.flatMap { file -> [FixCandidate] in
      guard ban.endless[file] == nil, !state.isBroken(file), state.inputs[file].inUse == nil else { return [] }
      let wanted = state.findings[file].filter { fixer.wants($0) && !(ban.circles[file]?.contains($0.rule) ?? false) }
      if wanted.isEmpty { return [] }
      let source = state.source(file), isCRLF = source.endsLinesWithCRLF
      var selection = FixSelection()
      return wanted.compactMap { finding in
        guard let script = EditScript(finding.fix?.edits ?? [], in: source, isCRLF: isCRLF) else {
          unfit.append((file, finding.rule))
          return nil
        }
        let candidate = FixCandidate(file: file, finding: finding, script: script)
        return !memories[file].rejected.contains(candidate.place) && selection.take(script) ? candidate : nil
      }
    }
  }

  /// Applies those of some fixes that make nothing worse. Returns a file that has become what it was before, and by which rules.
  private mutating func round(_ candidates: [FixCandidate]) -> (file: Int, rules: [String])? {
    let base = state
    var accepted: [FixCandidate] = [], rejected: [FixCandidate] = [], trials = 0
    func attempt(_ part: ArraySlice<FixCandidate>) {
      trials += 1
      let trial = base.applying(accepted + part, fixer.linter)
      if !trial.isWorse(than: state) {
        state = trial
        accepted += part
      } else if part.count == 1 || trials > Self.mostTrials {
        rejected += part
      } else {
        let middle = (part.startIndex + part.endIndex) / 2
        attempt(part[..<middle])
        attempt(part[middle...])
      }
    }
    attempt(candidates[...])
    for (file, own) in Dictionary(grouping: rejected, by: \.file) {
      memories[file].rejected.formUnion(own.map(\.place))
      memories[file].refuse(.worse, own.rules)
    }
    for (file, own) in Dictionary(grouping: accepted, by: \.file).sorted(by: { $0.key < $1.key }) {
      if !memories[file].rejected.isEmpty {
        let script = EditScript(own.map(\.script))
        memories[file].rejected = Set(memories[file].rejected.map { .init(rule: $0.rule, offset: script.map($0.offset)) })
      }
      let circle = memories[file].note(own, whichMade: TextDigest(state.source(file)))
      if !circle.isEmpty { return (file, circle) }
    }
    return nil
  }

  /// One bad fix among very many is found by halves; if there are as many bad ones as that, the rest waits.
  private static let mostTrials = 200
}

extension [FixCandidate] {
  var rules: [String] { map(\.finding.rule).unique }
}

extension [String] {
  /// Each once, by name.
  var unique: [String] { Set(self).sorted() }
}
