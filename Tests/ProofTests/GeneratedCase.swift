import Linting
import PostgresBehavior

extension SafetyCase {
  /// Made from a seed.
  init(seed: UInt64, version: Int) {
    var generator = Generator(seed: seed, version: version)
    generator.makeBase()
    let lines = generator.lines(), wrapping: Wrapping = generator.dice.weighed([(88, .none), (8, .file), (4, .simpleQuery)])
    let arranged = Arrangement(lines, wrapping, &generator.dice)
    var writer = Writer(generator.dice)
    let (text, staying) = writer.file(arranged.lines)
    func file(_ statements: [String]) -> String { statements.map { $0 + ";\n" }.joined() }
    self.init(
      name: "seed \(seed), PostgreSQL \(version), transaction = \(wrapping.rawValue), told of the schema: \(generator.knowledge.rawValue)",
      before: [Before(sql: file(generator.history), isTold: true), Before(sql: file(generator.unseen), isTold: false)].filter { !$0.sql.isEmpty },
      migration: text, options: LintOptions(version: ServerVersion(version), wrapping: wrapping), staying: staying,
      plain: lines.map { $0.plain ?? $0.sql }, losesWork: arranged.losesWork)
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
