import Linting
import PostgresBehavior

/// Makes a database and a migration for it out of a seed.
struct Generator {
  /// What Lintel is told of the database.
  enum Knowledge: String { case all, nothing, tables }

  var dice: Dice
  let version: Int
  let knowledge: Knowledge
  var history: [String] = []
  var unseen: [String] = []
  var tables: [Table] = []
  var views: [MaterializedView] = []
  var enums: [Enumeration] = []
  /// The first schema of the search_path that the migration sets.
  var path: String?
  /// Names of relations.
  var taken: Set<String> = []
  var made = 0

  init(seed: UInt64, version: Int) {
    dice = Dice(seed: seed)
    self.version = version
    knowledge = dice.weighed([(70, .all), (15, .nothing), (15, .tables)])
  }

  /// A name that nothing has yet.
  mutating func fresh(_ stem: String) -> String {
    made += 1
    let name = dice.weighed([
      (70, "\(stem)_\(made)"), (15, "New \(stem) \(made)"), (10, cut("a_name_that_somebody_chose_to_be_quite_a_bit_longer_than_was_needed", "_\(made)")),
      (5, "\(stem)\(made)é"),
    ])
    taken.insert(name)
    return name
  }

  /// One to six hazards, in the order they run.
  mutating func lines() -> [Line] {
    let count = dice.weighed([(30, 1), (25, 2), (20, 3), (12, 4), (8, 5), (5, 6)])
    var lines: [Line] = [], tries = 0, found = 0
    if dice.chance(6), let schema = tables.lazy.compactMap(\.schema).first {
      path = schema
      lines.append(Line("SET search_path = \(quoted(schema)), public"))
    }
    while found < count, tries < 40 {
      tries += 1
      guard let more = hazard(), !more.isEmpty else { continue }
      lines += more
      found += 1
    }
    return lines
  }

  private mutating func hazard() -> [Line]? {
    typealias Maker = (inout Generator) -> [Line]?
    let makers: [(weight: Int, Maker)] = [
      (14, { $0.createIndex() }), (6, { $0.createIndexConcurrently() }), (6, { $0.dropIndex() }), (5, { $0.reindex() }), (4, { $0.refresh() }),
      (9, { $0.foreignKey() }), (8, { $0.check() }), (8, { $0.unique() }), (6, { $0.primaryKey() }), (8, { $0.setNotNull() }),
      (7, { $0.severalActions() }), (9, { $0.addColumn() }), (5, { $0.notValid() }), (7, { $0.attach() }), (5, { $0.detach() }),
      (5, { $0.createPartition() }), (5, { $0.enumValue() }), (6, { $0.newTable() }), (5, { $0.data() }), (4, { $0.setting() }), (6, { $0.harmless() }),
      (5, { $0.replaceIndex() }), (5, { $0.replaceConstraint() }), (4, { $0.backfill() }), (3, { $0.rename() }), (4, { $0.usingIndex() }),
    ]
    return dice.weighed(makers)(&self)
  }

  // MARK: Choosing

  mutating func table(where isRight: (Table) -> Bool = { _ in true }) -> Int? { dice.any(of: tables.indices.filter { isRight(tables[$0]) }) }

  /// The table's name as somebody writes it.
  mutating func name(of table: Int) -> String {
    if let path, tables[table].schema == path, dice.chance(70) { return quoted(tables[table].name) }
    return tables[table].schema == nil && dice.chance(15) ? "public." + tables[table].sql : tables[table].sql
  }

  mutating func column(of table: Int, where isRight: (Column) -> Bool) -> Int? {
    dice.any(of: tables[table].columns.indices.filter { isRight(tables[table].columns[$0]) })
  }

  /// `ALTER TABLE t `, in one of its spellings.
  mutating func alter(_ table: Int) -> String {
    let only = !tables[table].isPartitioned && dice.chance(6) ? "ONLY " : ""
    return "ALTER TABLE \(dice.chance(6) ? "IF EXISTS " : "")\(only)\(name(of: table)) "
  }

  /// `CONSTRAINT name `, or nothing.
  mutating func constraintName(_ stem: String) -> String { dice.chance(60) ? "CONSTRAINT \(quoted(fresh(stem))) " : "" }
}
