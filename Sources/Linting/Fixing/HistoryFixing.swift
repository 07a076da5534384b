import PostgresSyntax

/// Fixes the files of one history: the schema that one leaves is what the next one meets.
struct HistoryFixing {
  private let fixer: Fixer
  private let frozen: Set<Int>
  private var state: FixState
  private var memories: [FixMemory]
  private var rounds = 0

  private init(_ state: FixState, _ frozen: Set<Int>, _ fixer: Fixer) {
    (self.state, self.frozen, self.fixer) = (state, frozen, fixer)
    memories = state.inputs.indices.map { FixMemory(TextDigest(state.source($0))) }
  }

  /// The inputs, all of them, and what became of them.
  static func fix(_ start: FixState, by fixer: Fixer) -> [FixedFile] {
    // A statement that has to leave a transaction may have to wait for all the others.
    let limit = 20 + 2 * start.findings.joined().reduce(0) { $0 + 1 + $1.absorbed.count }
    var frozen: Set<Int> = [], endless: [Int: FixRefusal] = [:]
    while true {
      var fixing = HistoryFixing(start, frozen, fixer)
      let open = fixing.run(atMost: limit)
      if open.isEmpty {
        return start.inputs.indices.map { file in
          let memory = fixing.memories[file], migration = start.inputs[file].migration, source = fixing.state.source(file)
          return FixedFile(
            migration: migration, source: source.isSame(as: migration.source) ? migration.source : source, applied: memory.applied,
            left: fixing.state.findings[file], refusals: memory.refusals + (endless[file].map { [$0] } ?? []))
        }
      }
      for (file, candidates) in Dictionary(grouping: open, by: \.file) {
        endless[file] = FixRefusal(.endless, rules: candidates.rules)
        frozen.insert(file)
      }
    }
  }

  /// Returns what is still to do when there were too many rounds.
  private mutating func run(atMost limit: Int) -> [FixCandidate] {
    noteBrokenFiles()
    while true {
      let before = state.inputs.map(\.migration.source)
      while case let next = candidates(), !next.isEmpty {
        if rounds == limit { return next }
        rounds += 1
        round(next)
      }
      // What did not fit may fit now; else the next run would find something to do.
      let isSame = before.indices.allSatisfy { state.source($0).isSame(as: before[$0]) }
      if isSame || memories.allSatisfy(\.rejected.isEmpty) { return [] }
      for file in memories.indices {
        memories[file].rejected = []
        memories[file].refusals.removeAll { $0.reason == .worse || $0.reason == .cycle }
      }
    }
  }

  private mutating func noteBrokenFiles() {
    for file in state.inputs.indices where state.isBroken(file) {
      let wanted = state.findings[file].filter(fixer.wants)
      if !wanted.isEmpty { memories[file].refusals.append(FixRefusal(.syntaxError, rules: wanted.map(\.rule).unique)) }
    }
  }

  /// The fixes that go in together next.
  private func candidates() -> [FixCandidate] {
    state.inputs.indices.flatMap { file -> [FixCandidate] in
      guard !frozen.contains(file), !state.isBroken(file) else { return [] }
      let wanted = state.findings[file].filter(fixer.wants)
      if wanted.isEmpty { return [] }
      let source = state.source(file), isCRLF = source.endsLinesWithCRLF
      var selection = FixSelection()
      return wanted.compactMap { finding in
        guard let script = EditScript(finding.fix?.edits ?? [], in: source, isCRLF: isCRLF) else { return nil }
        let candidate = FixCandidate(file: file, finding: finding, script: script)
        return !memories[file].rejected.contains(candidate.place) && selection.take(script) ? candidate : nil
      }
    }
  }

  /// Applies those of some fixes that make nothing worse.
  private mutating func round(_ candidates: [FixCandidate]) {
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
    for (file, script) in accepted.scripts {
      memories[file].rejected = Set(memories[file].rejected.map { .init(rule: $0.rule, offset: script.map($0.offset)) })
      memories[file].note(accepted.filter { $0.file == file }, whichMade: TextDigest(state.source(file)))
    }
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
