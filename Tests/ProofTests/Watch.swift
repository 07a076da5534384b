import LintelRules
import LintelTestSupport
import Linting
import PostgresBehavior
import PostgresSyntax

/// Runs a fixed file statement by statement. Where one has read, built or rewritten a table that others use, its transaction is held
/// open, and a second session reads and writes the tables whose findings were fixed.
struct Watch {
  private let file: FixedFile
  private let steps: [Step]
  private let wrapping: Wrapping
  /// Those that nobody should have to wait for.
  private let relations: [RelationName]
  private(set) var problems: [String] = []
  private(set) var looks = 0
  /// The statement that failed.
  private(set) var stop: String?

  /// Those whose fixes make locks weaker, which a timeout does not.
  private static let rules = Set(Rules.all.map { $0.rule.metadata }.filter(\.isBlocking).map(\.id)).subtracting(["missing-lock-timeout"])

  init(_ file: FixedFile, _ steps: [Step], _ wrapping: Wrapping) {
    self.file = file
    self.steps = steps
    self.wrapping = wrapping
    let fixed = file.applied.filter { Watch.rules.contains($0.rule) }.flatMap(\.relations).filter(\.blocksWrites)
    relations = Set(fixed.filter { $0.kind == .table || $0.kind == .materializedView }.map(\.relation)).sorted()
  }

  var isIdle: Bool { relations.isEmpty }

  mutating func run(in database: TestDatabase) throws {
    let old = try database.relations(), statements = file.source.statements()
    // What writes to a materialized view is REFRESH, and no two of those run at once. Lintel may not know what it is.
    let views = try Set(database.migrate("SELECT relname FROM pg_class WHERE relkind = 'm';").text.split(separator: "\n").map(String.init))
    // One that nobody has filled yet, nobody reads.
    let empty = try Set(database.migrate("SELECT relname FROM pg_class WHERE relkind = 'm' AND NOT relispopulated;").text.split(separator: "\n").map(String.init))
    let watched = relations.filter { old.contains($0) && !empty.contains($0.name) }.map { (name: $0, isTable: !views.contains($0.name)) }
    var isOpen = wrapping == .file || wrapping == .simpleQuery && statements.count > 1
    if isOpen { try database.migrate("BEGIN;") }
    do {
      for statement in statements {
        let sql = file.source[statement.span], all = steps.filter { statement.span.contains($0.statement.span) }
        let control = all.first.flatMap { $0.body == nil ? $0.operations.first?.transactionControl : nil }
        if let control {
          try database.migrate(sql + ";")
          switch control.kind {
          case .begin: isOpen = true
          case .commit, .rollback, .prepare: isOpen = isOpen && control.chains
          case .savepoint, .release, .rollbackTo, .commitPrepared, .rollbackPrepared: break
          }
        } else if all.allSatisfy({ $0.traits.contains(.changesSettings) }) {
          try database.migrate(sql + ";")
        } else if !isOpen, Watch.runsAlone(sql, all) {
          let now = try database.relations()
          // Under its new name, too: DETACH … CONCURRENTLY waits for readers of the whole table before it locks the partition.
          let readers = relations.filter { now.contains($0) && !empty.contains($0.name) }
          try database.halfway(sql, readers: readers) { try look(statement, all, watched, database) }
        } else {
          let found = try database.work(of: sql, opening: !isOpen)
          let foretold = all.flatMap(\.effects).contains { $0.exempt == nil && $0.work > .catalog && $0.lock >= .shareUpdateExclusive }
          // What a query reads is no work of the migration.
          let isQuery = all.allSatisfy { $0.operations.allSatisfy { $0.is(Select.self) || $0.is(DataChange.self) } }
          if foretold || !isQuery && found.contains(where: { $0.work > .catalog && old.contains($0.relation) }) { try look(statement, all, watched, database) }
          if !isOpen { try database.migrate("COMMIT;") }
        }
      }
    } catch let failure as PostgresServer.Failure {
      stop = failure.description
    }
  }

  /// Whether the server refuses it between BEGIN and COMMIT.
  private static func runsAlone(_ sql: String, _ steps: [Step]) -> Bool {
    let words = sql.uppercased().split { !$0.isLetter }
    return steps.contains { $0.refusesTransactionBlock != nil } || words.contains("CONCURRENTLY") && words.first != "REFRESH" || words.first == "REINDEX"
  }

  private mutating func look(_ statement: Statement, _ steps: [Step], _ watched: [(name: RelationName, isTable: Bool)], _ database: TestDatabase) throws {
    looks += 1
    for (relation, isTable) in watched where !isLeft(relation, statement, steps) {
      for attempt in ["SELECT FROM \(relation.sql)"] + (isTable ? ["INSERT INTO \(relation.sql) DEFAULT VALUES"] : []) where try database.waits(attempt) {
        problems.append("\(attempt) waits for \(file.source[statement.span])")
      }
    }
  }

  /// Whether Lintel still says of the relation that this statement blocks it, or one of its transaction does.
  private func isLeft(_ relation: RelationName, _ statement: Statement, _ own: [Step]) -> Bool {
    let numbers = Set(own.map(\.transaction.number))
    let spans = steps.filter { $0.transaction.isBlock && numbers.contains($0.transaction.number) }.map(\.statement.span)
    if isSilenced(statement) || file.source.statements().contains(where: { spans.contains($0.span) && isSilenced($0) }) { return true }
    return file.left.contains { finding in
      if !Watch.rules.contains(finding.rule) { return false }
      func stands(in span: Span) -> Bool { span.contains(finding.span.start) || finding.absorbs.contains { span.contains($0.start) } }
      // It may name a table where the fixed one named its partitions.
      return stands(in: statement.span) || finding.relations.contains { $0.relation == relation } && spans.contains(where: stands)
    }
  }

  /// Whether a comment says that Lintel has nothing to say of it.
  private func isSilenced(_ statement: Statement) -> Bool {
    file.source[Span(statement.region.start, statement.span.start)].contains("lintel: ignore[")
  }
}
