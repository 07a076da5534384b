extension Generator {
  // MARK: Partitions

  mutating func attach() -> [Line]? {
    guard let at = table(where: { !$0.loose.isEmpty }) else { return nil }
    var partition = tables[at].loose.removeLast()
    if dice.chance(10), !tables[at].partitions.contains(where: \.isDefault) { partition.bound = "DEFAULT" }
    tables[at].free = nil
    tables[at].partitions.append(partition)
    let bound = partition.isDefault ? "DEFAULT" : "FOR VALUES \(partition.bound)"
    return [Line("ALTER TABLE \(name(of: at)) ATTACH PARTITION \(partition.sql) \(bound)")]
  }

  mutating func detach() -> [Line]? {
    guard let at = table(where: { $0.partitions.count > 1 }) else { return nil }
    let partition = tables[at].partitions.remove(at: dice.roll(0...tables[at].partitions.count - 1))
    return [Line("ALTER TABLE \(name(of: at)) DETACH PARTITION \(partition.sql)")]
  }

  mutating func createPartition() -> [Line]? {
    guard let at = table(where: { $0.free != nil || $0.strategy == "RANGE" }) else { return nil }
    let partition = qualified(tables[at].schema, fresh("part"))
    let bound: String
    if let free = tables[at].free, tables[at].loose.isEmpty {
      bound = "FOR VALUES \(free)"
      tables[at].free = nil
    } else if tables[at].strategy == "RANGE" {
      bound = "FOR VALUES FROM (\(made * 5_000)) TO (\(made * 5_000 + 100))"
    } else if !tables[at].hasMadeDefault, !tables[at].partitions.contains(where: \.isDefault) {
      bound = "DEFAULT"
      tables[at].hasMadeDefault = true
    } else {
      return nil
    }
    return [Line("CREATE TABLE \(dice.chance(15) ? "IF NOT EXISTS " : "")\(partition) PARTITION OF \(name(of: at)) \(bound)")]
  }

  // MARK: Enums

  mutating func enumValue() -> [Line]? {
    guard let at = dice.any(of: Array(enums.indices)) else { return nil }
    made += 1
    let value = dice.pick(["late \(made)", "it's \(made)"]), type = enums[at], table = tables[type.table].sql
    var lines = [Line("ALTER TYPE \(type.name) ADD VALUE \(dice.chance(25) ? "IF NOT EXISTS " : "")\(literal(value))\(dice.chance(25) ? " AFTER 'new'" : "")")]
    switch dice.roll(0...3) {
    case 0: lines.append(Line("UPDATE \(table) SET \(type.column) = \(literal(value)) WHERE id = 3"))
    case 1: lines.append(Line("ALTER TABLE \(table) ALTER COLUMN \(type.column) SET DEFAULT \(literal(value))"))
    case 2: lines.append(Line("CREATE INDEX \(quoted(fresh("ix"))) ON \(table) (id) WHERE \(type.column) = \(literal(value))"))
    default: break
    }
    return lines
  }

  // MARK: What nobody uses yet

  mutating func newTable() -> [Line]? {
    let sql = quoted(fresh("made")), target = tables.indices.filter { tables[$0].hasPrimaryKey && !tables[$0].isPartitioned }
    var columns = ["id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "label text NOT NULL CHECK (label <> '')", "code integer"]
    if dice.chance(40), let to = dice.any(of: target) { columns.append("owner bigint REFERENCES \(tables[to].sql)") }
    var lines = [Line("CREATE TABLE \(sql) (\(columns.joined(separator: ", ")))", stays: true)]
    for _ in 0..<dice.roll(0...3) {
      switch dice.roll(0...4) {
      case 0: lines.append(Line("CREATE INDEX ON \(sql) (code)", stays: true))
      case 1: lines.append(Line("ALTER TABLE \(sql) ADD CONSTRAINT \(quoted(fresh("own"))) CHECK (code > 0)", stays: true))
      case 2: lines.append(Line("ALTER TABLE \(sql) ALTER COLUMN code SET NOT NULL", stays: true))
      case 3: lines.append(Line("ALTER TABLE \(sql) ADD UNIQUE (label)", stays: true))
      default: lines.append(Line("INSERT INTO \(sql) (label, code) SELECT 'l' || g, g FROM generate_series(1, 5) g ON CONFLICT DO NOTHING", stays: true))
      }
    }
    return lines
  }

  mutating func data() -> [Line]? {
    guard let at = table() else { return nil }
    guard let column = column(of: at, where: { !$0.isKeyOfPartitions && $0.name != "id" && $0.pointsTo == nil }) else { return nil }
    let sql = tables[at].columns[column].sql
    switch dice.roll(0...2) {
    case 0: return [Line("UPDATE \(name(of: at)) SET \(sql) = \(sql) WHERE id < 5")]
    case 1: return [Line("DELETE FROM \(tables[at].sql) WHERE id = -1")]
    default: return [Line("SELECT count(*) FROM \(tables[at].sql)")]
    }
  }

  mutating func setting() -> [Line]? {
    let name = dice.pick(["lock_timeout", "lock_timeout", "statement_timeout"])
    switch dice.roll(0...6) {
    case 0: return [Line("RESET \(name)")]
    case 1: return [Line("SET \(name) = 0")]
    case 2: return [Line("SET LOCAL \(name) = '4s'")]
    case 3: return [Line("SET \(name) TO '20min'")]
    default: return [Line("SET \(name) = \(name == "lock_timeout" ? dice.pick(["'3s'", "2000", "'5s'"]) : dice.pick(["'30s'", "'10min'"]))")]
    }
  }

  mutating func harmless() -> [Line]? {
    guard let at = table() else { return nil }
    let sql = name(of: at)
    switch dice.roll(0...6) {
    case 0: return [Line("COMMENT ON TABLE \(sql) IS 'what -- it; is'")]
    case 1:
      let name = fresh("col")
      tables[at].columns.append(Column(name: name, type: "text", value: "'a'", holds: "§ <> 'none'"))
      return [Line("ALTER TABLE \(sql) ADD COLUMN \(quoted(name)) text DEFAULT 'a'")]
    case 2: return [Line("CREATE VIEW \(quoted(fresh("view"))) AS SELECT id FROM \(sql)")]
    case 3: return tables[at].isPartitioned ? nil : [Line("ALTER TABLE \(sql) SET (fillfactor = 90)")]
    case 4: return [Line("GRANT SELECT ON \(sql) TO clerk")]
    case 5: return [Line("DO $$ BEGIN EXECUTE 'CREATE INDEX \(quoted(fresh("do")).replacing("'", "''")) ON \(sql.replacing("'", "''")) (id)'; END $$")]
    default:
      let name = fresh("seq")
      return [Line("CREATE SEQUENCE \(quoted(name))", stays: true)]
    }
  }
}

extension String {
  fileprivate func replacing(_ sign: Character, _ text: String) -> String { split(separator: sign, omittingEmptySubsequences: false).joined(separator: text) }
}
