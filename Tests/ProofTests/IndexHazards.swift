extension Generator {
  private mutating func key(of table: Int, unique: Bool) -> (keys: String, method: String, column: String)? {
    guard let at = column(of: table, where: { unique ? $0.isUnique : true }) else { return nil }
    let column = tables[table].columns[at], sql = column.sql
    let isText = column.type == "text" || column.type.hasPrefix("varchar")
    if unique {
      let keys = tables[table].isPartitioned ? tables[table].columns.filter { $0.isKeyOfPartitions || tables[table].isDeep && $0.name == "id" }.map(\.sql) : []
      let all = ([sql] + keys.filter { $0 != sql }).joined(separator: ", ")
      return (dice.chance(15) && isText && keys.isEmpty ? "lower(\(sql))" : all, "", column.name)
    }
    if column.type == "jsonb" { return (sql + (dice.chance(50) ? " jsonb_path_ops" : ""), "USING gin ", column.name) }
    switch dice.roll(0...9) {
    case 0 where isText: return ("lower(\(sql))", "", column.name)
    case 1 where isText: return ("\(sql) \(column.type == "text" ? "text" : "varchar")_pattern_ops", "", column.name)
    case 2: return ("\(sql) DESC NULLS LAST", "", column.name)
    case 3: return (sql, "USING hash ", column.name)
    case 4 where column.type.contains("int"): return ("(\(sql) + 1)", "", column.name)
    case 5 where isText: return ("\(sql) COLLATE \"C\"", "USING btree ", column.name)
    case 6 where column.type.contains("int") || column.type == "date": return (sql, "USING brin ", column.name)
    case 7:
      guard let other = self.column(of: table, where: { $0.name != column.name && $0.type != "jsonb" }) else { return (sql, "", column.name) }
      return ("\(sql), \(tables[table].columns[other].sql)", "", column.name)
    default: return (sql, "", column.name)
    }
  }

  /// What stands behind the keys.
  private mutating func tail(_ table: Int, _ method: String, unique: Bool) -> String {
    var tail = ""
    let others = tables[table].columns.filter { $0.type != "jsonb" }
    if method.isEmpty || method.contains("btree"), dice.chance(12), let other = dice.any(of: others) { tail += " INCLUDE (\(other.sql))" }
    if unique, dice.chance(10) { tail += " NULLS NOT DISTINCT" }
    if method.isEmpty, dice.chance(6) { tail += " WITH (fillfactor = 70)" }
    if dice.chance(12), let other = dice.any(of: others) { tail += " WHERE \(other.sql) IS NOT NULL" }
    return tail
  }

  mutating func createIndex() -> [Line]? {
    guard let at = table() else { return nil }
    let fails = dice.chance(5), unique = dice.chance(25)
    guard let (keys, method, column) = key(of: at, unique: unique && !fails) else { return nil }
    let isUnique = unique && method.isEmpty && (!fails || !tables[at].isPartitioned)
    var name = dice.chance(80) ? fresh("ix") : nil
    var exists = ""
    if let given = name, dice.chance(18) {
      exists = "IF NOT EXISTS "
      // Where the table is known and not the index, the fix takes it for what a failed try left.
      if knowledge != .tables, dice.chance(25), let there = dice.any(of: tables[at].indexes.filter { !$0.isConstraint }) { name = there.name } else { name = given }
    }
    let only = dice.chance(tables[at].isPartitioned ? 8 : 3) ? "ONLY " : ""
    let sql = "CREATE \(isUnique ? "UNIQUE " : "")INDEX \(exists)\(name.map { quoted($0) + " " } ?? "")ON \(only)\(self.name(of: at)) \(method)(\(keys))\(tail(at, method, unique: isUnique))"
    if let name, exists.isEmpty, only.isEmpty {
      tables[at].indexes.append(Index(schema: tables[at].schema, name: name, columns: [column], isPartitioned: tables[at].isPartitioned))
    }
    return [Line(sql)]
  }

  mutating func createIndexConcurrently() -> [Line]? {
    let onPartitioned = dice.chance(10)
    guard let at = table(where: { !$0.isPartitioned || onPartitioned }) else { return nil }
    guard let (keys, method, _) = key(of: at, unique: false) else { return nil }
    let exists = dice.chance(30) ? "IF NOT EXISTS " : "", rest = "\(exists)\(quoted(fresh("cix"))) ON \(name(of: at)) \(method)(\(keys))\(tail(at, method, unique: false))"
    return [Line("CREATE INDEX CONCURRENTLY \(rest)", plain: "CREATE INDEX \(rest)", runsAlone: true)]
  }

  mutating func dropIndex() -> [Line]? {
    let all = tables.indices.flatMap { table in tables[table].indexes.filter { !$0.isConstraint }.map { (table, $0) } }
    if all.isEmpty { return nil }
    let chosen = dice.some(dice.weighed([(70, 1), (22, 2), (8, 3)]), of: all)
    for (table, index) in chosen { tables[table].indexes.removeAll { $0.name == index.name } }
    var names = chosen.map { _, index in index.schema == nil && dice.chance(15) ? "public." + index.sql : index.sql }
    var exists = ""
    if dice.chance(35) {
      exists = "IF EXISTS "
      if dice.chance(20) { names.append(quoted(fresh("nowhere"))) }
    }
    let list = names.joined(separator: dice.chance(80) ? ", " : ","), end = dice.weighed([(88, ""), (7, " RESTRICT"), (5, " CASCADE")])
    // Two names are refused then.
    if dice.chance(12) { return [Line("DROP INDEX CONCURRENTLY \(exists)\(list)", plain: "DROP INDEX \(exists)\(list)", runsAlone: true)] }
    return [Line("DROP INDEX \(exists)\(list)\(end)")]
  }

  mutating func reindex() -> [Line]? {
    let indexes = tables.flatMap { table in table.indexes.filter { $0.name != "" && !table.isPartitioned } }
    let options = dice.pick(["", "", "(VERBOSE) ", "(VERBOSE, CONCURRENTLY FALSE) ", "(TABLESPACE pg_default) "])
    if dice.chance(45), let index = dice.any(of: indexes) { return [Line("REINDEX \(options)INDEX \(index.sql)")] }
    let onPartitioned = dice.chance(20)
    guard let at = table(where: { !$0.isPartitioned || onPartitioned }) else { return nil }
    let alone = tables[at].isPartitioned
    if dice.chance(12), !alone { return [Line("REINDEX TABLE CONCURRENTLY \(name(of: at))", plain: "REINDEX TABLE \(name(of: at))", runsAlone: true)] }
    return [Line("REINDEX \(options)TABLE \(name(of: at))", runsAlone: alone)]
  }

  /// A second one under the same name.
  mutating func replaceIndex() -> [Line]? {
    guard let at = table(where: { $0.indexes.contains { !$0.isConstraint } }), let old = dice.any(of: tables[at].indexes.filter { !$0.isConstraint }),
      let (keys, method, _) = key(of: at, unique: false)
    else { return nil }
    let create = Line("CREATE INDEX \(quoted(old.name)) ON \(tables[at].sql) \(method)(\(keys))")
    switch dice.roll(0...2) {
    case 0: return [Line("DROP INDEX \(old.sql)"), create]
    case 1: return [Line("DROP INDEX IF EXISTS \(old.sql)"), create]
    default:
      let aside = fresh("old")
      return [Line("ALTER INDEX \(old.sql) RENAME TO \(quoted(aside))"), create, Line("DROP INDEX \(qualified(old.schema, aside))")]
    }
  }

  /// An index that becomes a constraint's.
  mutating func usingIndex() -> [Line]? {
    guard let at = table(where: { !$0.isPartitioned && $0.columns.contains { $0.isUnique } }), let column = column(of: at, where: \.isUnique) else { return nil }
    let index = quoted(fresh("uix")), constraint = dice.chance(50) ? "CONSTRAINT \(quoted(fresh("ucon"))) " : ""
    return [
      Line("CREATE UNIQUE INDEX \(index) ON \(tables[at].sql) (\(tables[at].columns[column].sql))"),
      Line("\(alter(at))ADD \(constraint)UNIQUE USING INDEX \(index)"),
    ]
  }

  mutating func refresh() -> [Line]? {
    guard let view = dice.any(of: views) else { return nil }
    if dice.chance(15) { return [Line("CREATE UNIQUE INDEX \(quoted(fresh("mvix"))) ON \(view.sql) (id)"), Line("REFRESH MATERIALIZED VIEW \(view.sql)")] }
    return [Line("REFRESH MATERIALIZED VIEW \(view.sql)\(dice.weighed([(80, ""), (14, " WITH DATA"), (6, " WITH NO DATA")]))")]
  }
}
