import Linting
import LintelRules
import Migrations
import PostgresBehavior
import PostgresSyntax

/// A database and a migration, made from a seed.
struct GeneratedCase: Sendable {
  let seed: UInt64
  let version: Int
  let knowledge: Generator.Knowledge
  /// The migrations that ran before.
  let history: String
  /// What is in the database, and in no migration.
  let unseen: String
  let migration: String
  let wrapping: Wrapping
  /// Texts in it that have to stay as they are.
  let staying: [String]
  /// The same in the end, each statement on its own, without what is refused in a transaction.
  let plain: [String]
  /// Whether the file takes back what it did, or loses it at its end.
  let losesWork: Bool

  init(seed: UInt64, version: Int) {
    self.seed = seed
    self.version = version
    var generator = Generator(seed: seed, version: version)
    knowledge = generator.knowledge
    generator.makeBase()
    history = generator.history.map { $0 + ";\n" }.joined()
    unseen = generator.unseen.map { $0 + ";\n" }.joined()
    let lines = generator.lines()
    plain = lines.map { $0.plain ?? $0.sql }
    wrapping = generator.dice.weighed([(88, .none), (8, .file), (4, .simpleQuery)])
    let arranged = Arrangement(lines, wrapping, &generator.dice)
    losesWork = arranged.losesWork
    var writer = Writer(generator.dice)
    (migration, staying) = writer.file(arranged.lines)
  }

  var options: LintOptions { LintOptions(version: ServerVersion(version), wrapping: wrapping) }

  /// For the linter.
  func inputs(_ text: String? = nil) -> [LintInput] {
    let before = history.isEmpty ? [] : [
      LintInput(
        migration: Migration(path: "1_base.sql", source: SourceText(history)), options: LintOptions(version: ServerVersion(version)), history: "",
        isReviewed: false),
    ]
    return before + [LintInput(migration: Migration(path: "2_change.sql", source: SourceText(text ?? migration)), options: options, history: "")]
  }
}

/// Statements with transactions around them.
private struct Arrangement {
  var lines: [Line]
  var losesWork = false

  init(_ plain: [Line], _ wrapping: Wrapping, _ dice: inout Dice) {
    lines = plain
    if wrapping != .none || plain.isEmpty { return }
    var ranges: [Range<Int>] = []
    switch dice.weighed([(50, 0), (28, 1), (16, 2), (6, 3)]) {
    case 1: ranges = [0..<plain.count]
    case 2:
      let first = dice.roll(0...plain.count - 1)
      ranges = [first..<dice.roll(first + 1...plain.count)]
    case 3:
      let middle = dice.roll(0...plain.count - 1)
      ranges = [0..<middle, middle..<plain.count].filter { !$0.isEmpty }
    default: return
    }
    for range in ranges.reversed() {
      if plain[range].contains(where: \.runsAlone), dice.chance(65) { continue }
      var block = [Line(dice.pick(["BEGIN", "BEGIN", "START TRANSACTION", "BEGIN TRANSACTION", "BEGIN WORK"]))]
      if dice.chance(4) { block.append(Line("BEGIN")) }
      if dice.chance(30) { block.append(Line("SET LOCAL lock_timeout = \(dice.pick(["'2s'", "'5s'"]))")) }
      block += plain[range]
      if dice.chance(3) { block.insert(Line("SAVEPOINT here"), at: dice.roll(1...block.count)) }
      switch dice.roll(0...99) {
      case 0...2:
        block.append(Line("ROLLBACK"))
        losesWork = true
      case 3 where range.upperBound == plain.count: losesWork = true
      default: block.append(Line(dice.pick(["COMMIT", "COMMIT", "COMMIT", "END", "COMMIT WORK"])))
      }
      lines.replaceSubrange(range, with: block)
    }
  }
}
