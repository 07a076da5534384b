extension Generator {
  // MARK: Clauses, without ADD

  private mutating func foreignKeyClause(_ at: Int) -> String? {
    let table = tables[at]
    let actions = dice.weighed([(55, ""), (15, " ON DELETE CASCADE"), (8, " ON DELETE SET NULL"), (7, " ON DELETE RESTRICT ON UPDATE CASCADE"), (5, " MATCH FULL"), (10, " ON DELETE NO ACTION")])
    let deferral = dice.weighed([(80, ""), (10, " DEFERRABLE INITIALLY DEFERRED"), (6, " DEFERRABLE"), (4, " NOT DEFERRABLE")])
    if let (columns, to) = table.pairTo, dice.chance(60) {
      let list = columns.map { table.columns[$0].sql }.joined(separator: dice.chance(80) ? ", " : ",")
      return "FOREIGN KEY (\(list)) REFERENCES \(tables[to].sql) (tenant, number_of)\(actions)\(deferral)"
    }
    let allowsFailing = dice.chance(20)
    guard let column = column(of: at, where: { $0.pointsTo != nil && (allowsFailing || !$0.dangles) }), let to = table.columns[column].pointsTo else { return nil }
    return "FOREIGN KEY (\(table.columns[column].sql)) REFERENCES \(name(of: to))\(dice.chance(70) ? " (id)" : "")\(actions)\(deferral)"
  }

  private func place(_ column: Column, in condition: String) -> String {
    condition.split(separator: "§", omittingEmptySubsequences: false).joined(separator: column.sql)
  }

  private mutating func checkClause(_ at: Int) -> String? {
    let fails = dice.chance(7)
    guard let number = column(of: at, where: { fails ? $0.fails != nil : $0.holds != nil }) else { return nil }
    let column = tables[at].columns[number]
    var condition = place(column, in: (fails ? column.fails : column.holds) ?? "true")
    if !fails, dice.chance(20), let second = self.column(of: at, where: { $0.holds != nil && $0.name != column.name }) {
      let other = tables[at].columns[second]
      condition += " OR \(place(other, in: other.holds ?? "true"))"
    }
    let inherit = dice.chance(5) && !tables[at].isPartitioned ? " NO INHERIT" : ""
    return "CHECK (\(condition))\(inherit)"
  }

  private mutating func uniqueClause(_ at: Int) -> String? {
    let fails = dice.chance(6)
    guard let number = column(of: at, where: { fails ? !$0.isUnique && $0.type != "jsonb" : $0.isUnique }) else { return nil }
    let table = tables[at], column = table.columns[number]
    var names = [column.sql]
    names += table.columns.filter { ($0.isKeyOfPartitions || table.isDeep && $0.name == "id") && $0.name != column.name }.map(\.sql)
    if dice.chance(20), let other = self.column(of: at, where: { $0.type != "jsonb" && !names.contains($0.sql) }) { names.insert(table.columns[other].sql, at: dice.roll(0...1)) }
    let distinct = dice.chance(8) ? "NULLS NOT DISTINCT " : ""
    var tail = ""
    if dice.chance(12), let other = self.column(of: at, where: { $0.type != "jsonb" && !names.contains($0.sql) }) { tail += " INCLUDE (\(table.columns[other].sql))" }
    if dice.chance(5) { tail += " WITH (fillfactor = 80)" }
    tail += dice.weighed([(84, ""), (8, " DEFERRABLE INITIALLY DEFERRED"), (8, " DEFERRABLE")])
    return "UNIQUE \(distinct)(\(names.joined(separator: ", ")))\(tail)"
  }

  // MARK: Statements

  mutating func foreignKey() -> [Line]? {
    guard let at = table(where: { $0.columns.contains { $0.pointsTo != nil } }), let clause = foreignKeyClause(at) else { return nil }
    return [Line("\(alter(at))ADD \(constraintName("fk"))\(clause)")]
  }

  mutating func check() -> [Line]? {
    guard let at = table() else { return nil }
    var clauses: [String] = []
    for _ in 0..<dice.weighed([(75, 1), (18, 2), (7, 3)]) {
      if let clause = checkClause(at) { clauses.append("ADD \(constraintName("chk"))\(clause)") }
    }
    if clauses.isEmpty { return nil }
    return [Line(alter(at) + clauses.joined(separator: ", "))]
  }

  mutating func unique() -> [Line]? {
    guard let at = table(), let clause = uniqueClause(at) else { return nil }
    return [Line("\(alter(at))ADD \(constraintName("uq"))\(clause)")]
  }

  mutating func primaryKey() -> [Line]? {
    guard let at = table(where: { !$0.hasPrimaryKey }) else { return nil }
    tables[at].hasPrimaryKey = true
    let table = tables[at]
    let names = ["id"] + table.columns.filter { $0.isKeyOfPartitions && $0.name != "id" }.map(\.sql)
    var tail = ""
    if dice.chance(10), let other = column(of: at, where: { $0.type != "jsonb" && !names.contains($0.sql) && !$0.hasNulls }) { tail = " INCLUDE (\(table.columns[other].sql))" }
    return [Line("\(alter(at))ADD \(constraintName("pk"))PRIMARY KEY (\(names.joined(separator: ", ")))\(tail)")]
  }

  private mutating func nullableColumns(_ at: Int, _ count: Int) -> [Int] {
    let fails = dice.chance(6)
    let right = tables[at].columns.indices.filter { !tables[at].columns[$0].isNotNull && (fails || !tables[at].columns[$0].hasNulls) }
    let chosen = dice.some(count, of: right)
    for column in chosen { tables[at].columns[column].isNotNull = true }
    return chosen
  }

  private mutating func setsNotNull(_ at: Int, _ count: Int) -> [String] {
    nullableColumns(at, count).map { "ALTER \(dice.chance(75) ? "COLUMN " : "")\(tables[at].columns[$0].sql) SET NOT NULL" }
  }

  mutating func setNotNull() -> [Line]? {
    guard let at = table(where: { $0.columns.contains { !$0.isNotNull && !$0.hasNulls } }) else { return nil }
    let actions = setsNotNull(at, dice.weighed([(72, 1), (20, 2), (8, 3)]))
    if actions.isEmpty { return nil }
    if version >= 18, dice.chance(15), let column = nullableColumns(at, 1).first {
      return [Line("\(alter(at))ADD \(constraintName("nn"))NOT NULL \(tables[at].columns[column].sql)")]
    }
    return [Line(alter(at) + actions.joined(separator: dice.chance(80) ? ", " : ","))]
  }

  mutating func severalActions() -> [Line]? {
    guard let at = table() else { return nil }
    var actions: [String] = []
    for _ in 0..<dice.roll(2...4) {
      switch dice.roll(0...8) {
      case 0: if let clause = checkClause(at) { actions.append("ADD \(constraintName("chk"))\(clause)") }
      case 1: if let clause = foreignKeyClause(at) { actions.append("ADD \(constraintName("fk"))\(clause)") }
      case 2: if let clause = uniqueClause(at) { actions.append("ADD \(constraintName("uq"))\(clause)") }
      case 3, 4: actions += setsNotNull(at, 1)
      case 5: actions.append("ADD COLUMN \(quoted(fresh("col"))) \(dice.pick(["integer", "text", "integer DEFAULT 4", "text NOT NULL DEFAULT 'a, b'"]))")
      case 6: if let column = column(of: at, where: { $0.type.contains("int") && !$0.type.contains("GENERATED") }) { actions.append("ALTER COLUMN \(tables[at].columns[column].sql) SET DEFAULT 7") }
      case 7: if let column = column(of: at, where: { $0.type == "text" }) { actions.append("ALTER COLUMN \(tables[at].columns[column].sql) SET STATISTICS 500") }
      default: actions.append(inlineColumn(at))
      }
    }
    return actions.count < 2 ? nil : [Line(alter(at) + actions.joined(separator: dice.pick([", ", ",\n  "])))]
  }

  // MARK: Columns

  private mutating func inlineColumn(_ at: Int) -> String {
    let name = fresh("col"), sql = quoted(name), word = dice.chance(85) ? "COLUMN " : ""
    let exists = dice.chance(8) ? "IF NOT EXISTS " : ""
    let target = tables.indices.first { tables[$0].hasPrimaryKey && !tables[$0].isPartitioned && $0 != at }
    let constraint = dice.chance(30) ? "CONSTRAINT \(quoted(fresh("inline"))) " : ""
    let rest: String
    switch dice.roll(0...8) {
    case 0: rest = "integer \(constraint)CHECK (\(sql) > 0)"
    case 1: rest = "integer DEFAULT 1 \(constraint)CHECK (\(sql) > 0)"
    case 2: rest = "integer NOT NULL DEFAULT 1 \(constraint)CHECK (\(sql) >= 0) CHECK (\(sql) < 1000)"
    case 3: rest = "text \(tables[at].isPartitioned ? "" : "\(constraint)UNIQUE")"
    case 4: if let target { rest = "bigint \(constraint)REFERENCES \(tables[target].sql)" } else { rest = "bigint" }
    case 5: if let target { rest = "bigint DEFAULT 1 \(constraint)REFERENCES \(tables[target].sql) (id) ON DELETE CASCADE" } else { rest = "bigint DEFAULT 1" }
    case 6: rest = "text NOT NULL DEFAULT 'x' \(constraint)CHECK (\(sql) <> 'a, (b') COLLATE \"C\""
    case 7:
      if tables[at].hasPrimaryKey || tables[at].isPartitioned { rest = "integer CHECK (\(sql) IS NULL OR \(sql) > 5) UNIQUE" } else {
        tables[at].hasPrimaryKey = true
        rest = "bigint GENERATED ALWAYS AS IDENTITY \(constraint)PRIMARY KEY"
      }
    default: rest = "varchar(20) UNIQUE CHECK (\(sql) <> '')"
    }
    return "ADD \(word)\(exists)\(sql) \(rest)"
  }

  mutating func addColumn() -> [Line]? {
    guard let at = table() else { return nil }
    var actions = [inlineColumn(at)]
    if dice.chance(20) { actions.append(inlineColumn(at)) }
    return [Line(alter(at) + actions.joined(separator: ", "))]
  }

  // MARK: In place of another

  mutating func replaceConstraint() -> [Line]? {
    guard let at = table(), let clause = dice.chance(50) ? checkClause(at) : foreignKeyClause(at), let second = dice.chance(50) ? checkClause(at) : foreignKeyClause(at)
    else { return nil }
    let name = quoted(fresh("swap")), drop = "DROP CONSTRAINT \(dice.chance(30) ? "IF EXISTS " : "")\(name)"
    let first = Line("\(alter(at))ADD CONSTRAINT \(name) \(clause)")
    if dice.chance(50) { return [first, Line("\(alter(at))\(drop), ADD CONSTRAINT \(name) \(second)")] }
    return [first, Line("\(alter(at))\(drop)"), Line("\(alter(at))ADD CONSTRAINT \(name) \(second)")]
  }

  /// Fills a column, then asks for it.
  mutating func backfill() -> [Line]? {
    guard let at = table(where: { $0.columns.contains { $0.hasNulls && !$0.isNotNull && $0.pointsTo == nil && $0.filler != nil } }),
      let number = column(of: at, where: { $0.hasNulls && !$0.isNotNull && $0.pointsTo == nil && $0.filler != nil })
    else { return nil }
    let column = tables[at].columns[number]
    (tables[at].columns[number].isNotNull, tables[at].columns[number].hasNulls, tables[at].columns[number].isUnique) = (true, false, false)
    return [
      Line("UPDATE \(name(of: at)) SET \(column.sql) = \(column.filler ?? "NULL") WHERE \(column.sql) IS NULL"),
      Line("\(alter(at))ALTER COLUMN \(column.sql) SET NOT NULL"),
    ]
  }

  /// A new name, and the next hazards use it.
  mutating func rename() -> [Line]? {
    guard let at = table() else { return nil }
    if dice.chance(50), let number = column(of: at, where: { !$0.isKeyOfPartitions && $0.name != "id" && !["tenant", "number_of", "status"].contains($0.name) }) {
      let old = tables[at].columns[number].sql, new = fresh("renamed")
      tables[at].columns[number].name = new
      return [Line("ALTER TABLE \(name(of: at)) RENAME COLUMN \(old) TO \(quoted(new))")]
    }
    if views.isEmpty, enums.allSatisfy({ $0.table != at }) {
      let old = name(of: at), new = fresh("renamed")
      tables[at].name = new
      return [Line("ALTER TABLE \(old) RENAME TO \(quoted(new))")]
    }
    return nil
  }

  // MARK: NOT VALID

  mutating func notValid() -> [Line]? {
    guard let at = table() else { return nil }
    let name = quoted(fresh("later"))
    guard let clause = dice.chance(50) ? checkClause(at) : foreignKeyClause(at) else { return nil }
    let add = "ADD CONSTRAINT \(name) \(clause) NOT VALID", validate = "VALIDATE CONSTRAINT \(name)"
    switch dice.roll(0...3) {
    case 0: return [Line("\(alter(at))\(add)")]
    case 1: return [Line("\(alter(at))\(add), \(validate)")]
    case 2:
      guard let column = nullableColumns(at, 1).first else { return nil }
      let sql = tables[at].columns[column].sql
      return [
        Line("\(alter(at))ADD CONSTRAINT \(name) CHECK (\(sql) IS NOT NULL) NOT VALID"), Line("\(alter(at))\(validate)"),
        Line("\(alter(at))ALTER COLUMN \(sql) SET NOT NULL\(dice.chance(50) ? ", DROP CONSTRAINT \(name)" : "")"),
      ]
    default: return [Line("\(alter(at))\(add)"), Line("\(alter(at))\(validate)")]
    }
  }
}
