/// The schema and the rows that are there before the migration.
extension Generator {
  private static let tableNames = [
    "orders", "users", "line_items", "products", "events", "accounts", "order", "user", "Order Items", "Users", "naïve", "a\"b", "group",
    "customer_subscription_invoice_line_item_adjustment_records_2024", "a_rather_long_table_name_that_almost_fills_an_identifier_up",
    "shipment_tracking_position_histories_of_all_carriers", "t", "ΩMEGA", "payments", "sessions",
  ]
  private static let schemas = ["audit", "Sales Data", "app", "select"]

  mutating func makeBase() {
    let other = dice.chance(40) ? dice.pick(Generator.schemas) : nil
    if let other { say("CREATE SCHEMA \(quoted(other))") }
    let names = dice.some(dice.roll(2...5), of: Generator.tableNames)
    for (number, name) in names.enumerated() {
      let schema = number > 0 && dice.chance(50) ? other : nil
      taken.insert(name)
      if number > 0, dice.chance(35) { addPartitioned(name, schema) } else { addPlain(name, schema, number: number) }
    }
    for at in tables.indices { addIndexes(at) }
    if dice.chance(30) { addViews(other) }
    if knowledge == .all { for at in tables.indices where dice.chance(25) { addCollision(at) } }
    if dice.chance(40) { addProof() }
  }

  func literalName(_ table: Table) -> String { literal(table.sql) }

  /// A statement of the migrations that ran before.
  mutating func say(_ sql: String, isExtra: Bool = false) {
    switch knowledge {
    case .all: history.append(sql)
    case .nothing: unseen.append(sql)
    case .tables: if isExtra { unseen.append(sql) } else { history.append(sql) }
    }
  }

  // MARK: Columns

  private mutating func column(_ used: Set<String>) -> Column {
    let withNulls = dice.chance(14), fails = dice.chance(10)
    var column: Column = switch dice.roll(0...11) {
    case 0, 1:
      Column(name: dice.pick(["quantity", "Position", "level", "score"]), type: dice.pick(["integer", "int", "bigint", "smallint"]),
        value: fails ? "g % 10 - 5" : "1 + g % 50", holds: fails ? "§ > -10" : dice.pick(["§ > 0", "(§ >= 1 AND § <= 100)", "§ BETWEEN 1 AND 50"]), fails: "§ > 3")
    case 2: Column(name: dice.pick(["number", "code", "Serial No"]), type: dice.pick(["integer", "bigint"]), value: "1000 + g", isUnique: true, holds: "§ <> 0", fails: "§ < 1010")
    case 3, 4: Column(name: dice.pick(["email", "slug", "Full Name"]), type: dice.pick(["text", "varchar(80)", "varchar"]), value: "'user' || g || '@example.org'", isUnique: true,
      holds: dice.pick(["length(§) > 3", "§ <> ''", "§ LIKE 'user%'"]), fails: "§ <> 'user3@example.org'")
    case 5: Column(name: dice.pick(["name", "title", "note", "State"]), type: "text", value: "'word ' || g % 9", holds: "§ <> 'none'", fails: "§ <> 'word 4'")
    case 6: Column(name: dice.pick(["price", "amount", "Total"]), type: dice.pick(["numeric(10,2)", "numeric"]), value: "(g * 7 % 1000)::numeric / 4", holds: "§ >= 0", fails: "§ > 2")
    case 7: Column(name: dice.pick(["created_on", "due"]), type: "date", value: "date '2024-01-01' + g % 365", holds: "§ >= '2020-01-01'", fails: "§ > '2024-01-10'")
    case 8: Column(name: dice.pick(["created_at", "Updated At"]), type: "timestamptz", value: "timestamptz '2024-01-01 00:00Z' + g * interval '1 hour'", isUnique: true)
    case 9: Column(name: dice.pick(["payload", "settings"]), type: "jsonb", value: "jsonb_build_object('k', g)", holds: "jsonb_typeof(§) = 'object'")
    case 10: Column(name: dice.pick(["token", "external_ref"]), type: "uuid", value: "md5(g::text)::uuid", isUnique: true)
    default: Column(name: dice.pick(["is_open", "flag"]), type: "boolean", value: "g % 2 = 0")
    }
    if withNulls {
      column.value = "CASE WHEN g % 7 <> 3 THEN \(column.value) END"
      column.hasNulls = true
    } else if dice.chance(20) {
      column.isNotNull = true
    }
    var name = column.name, number = 2
    while used.contains(name) { (name, number) = ("\(column.name)\(number)", number + 1) }
    column.name = name
    return column
  }

  private mutating func addColumns(_ count: Int, to table: inout Table) {
    for _ in 0..<count { table.columns.append(column(Set(table.columns.map(\.name)))) }
  }

  private mutating func addKeys(to table: inout Table) {
    for (at, other) in tables.enumerated() where other.hasPrimaryKey && !other.isPartitioned && dice.chance(60) {
      let name = dice.pick(["\(other.name.prefix(20))_id", "parent", "owner_id", "Ref"])
      if table.columns.contains(where: { $0.name == name }) { continue }
      var column = Column(name: name, type: "bigint", value: "1 + g % \(other.rows)", pointsTo: at)
      if dice.chance(8) {
        column.value = "g % \(other.rows)"
        column.dangles = true
      }
      if dice.chance(20) {
        column.value = "nullif(g % \(other.rows), 0)"
        (column.hasNulls, column.dangles) = (true, false)
      }
      table.columns.append(column)
      if !other.pair.isEmpty, dice.chance(70) {
        let first = table.columns.count
        table.columns.append(Column(name: "their tenant", type: "integer", value: "(1 + g % \(other.rows)) % 3"))
        table.columns.append(Column(name: "their_number", type: "integer", value: "1 + g % \(other.rows)"))
        table.pairTo = ([first, first + 1], at)
      }
      return
    }
  }

  // MARK: Tables

  private mutating func addPlain(_ name: String, _ schema: String?, number: Int) {
    var table = Table(schema: schema, name: name, rows: dice.roll(20...200))
    table.hasPrimaryKey = number == 0 || dice.chance(75)
    let isSerial = dice.chance(15)
    let idType = table.hasPrimaryKey ? isSerial ? "bigserial" : dice.pick(["bigint", "bigint", "bigint GENERATED BY DEFAULT AS IDENTITY"]) : "bigint"
    var id = Column(name: "id", type: idType, value: "g", isUnique: true, holds: "§ > 0")
    id.isNotNull = table.hasPrimaryKey || dice.chance(50)
    table.columns = [id]
    if dice.chance(30) {
      table.columns.append(Column(name: "tenant", type: "integer", value: "g % 3"))
      table.columns.append(Column(name: "number_of", type: "integer", value: "g"))
      table.pair = [1, 2]
    }
    addKeys(to: &table)
    if table.hasPrimaryKey, dice.chance(25) {
      table.columns.append(Column(name: "parent_id", type: "bigint", value: "CASE WHEN g > 1 THEN g / 2 END", hasNulls: true, pointsTo: tables.count))
    }
    addColumns(dice.roll(2...5), to: &table)
    let enumeration = dice.chance(25) ? addEnumeration(to: &table) : nil
    if dice.chance(12) { addDomain(to: &table) }
    var parts = table.columns.map { "\($0.sql) \($0.type)\($0.isNotNull && $0.name != "id" ? " NOT NULL" : "")" }
    if !table.hasPrimaryKey, id.isNotNull { parts[0] += " NOT NULL" }
    if table.hasPrimaryKey {
      parts[0] += " PRIMARY KEY"
      table.indexes.append(Index(schema: schema, name: "", columns: ["id"], isConstraint: true))
    }
    if !table.pair.isEmpty { parts.append("UNIQUE (tenant, number_of)") }
    if let enumeration { enums.append(Enumeration(name: enumeration, values: ["new", "done"], table: tables.count, column: "status")) }
    say("CREATE TABLE \(table.sql) (\n  \(parts.joined(separator: ",\n  "))\n)")
    fill(table, table.sql)
    if dice.chance(6), taken.insert("child of \(tables.count)").inserted {
      let child = qualified(schema, "child of \(tables.count)")
      say("CREATE TABLE \(child) () INHERITS (\(table.sql))")
      fill(table, child, to: 5)
    }
    tables.append(table)
  }

  private mutating func addEnumeration(to table: inout Table) -> String {
    let name = "status_\(enums.count + 1)"
    say("CREATE TYPE \(name) AS ENUM ('new', 'done')")
    table.columns.append(Column(name: "status", type: name, value: "(ARRAY['new', 'done'])[1 + g % 2]::\(name)", holds: "§ IN ('new', 'done')"))
    return name
  }

  private mutating func addDomain(to table: inout Table) {
    let name = "positive_\(tables.count + 1)"
    say("CREATE DOMAIN \(name) AS integer CHECK (VALUE > 0)")
    table.columns.append(Column(name: "weight", type: name, value: "1 + g % 9", holds: "§ < 100"))
  }

  private mutating func fill(_ table: Table, _ target: String, from first: Int = 1, to last: Int? = nil, where condition: String = "") {
    say("""
      INSERT INTO \(target) (\(table.columns.map(\.sql).joined(separator: ", ")))
      SELECT \(table.columns.map(\.value).joined(separator: ", "))
      FROM generate_series(\(first), \(last ?? table.rows)) g\(condition)
      """)
  }

  private mutating func addPartitioned(_ name: String, _ schema: String?) {
    var table = Table(schema: schema, name: name, rows: dice.roll(20...150))
    let strategy = dice.pick(["RANGE", "RANGE", "LIST", "HASH"])
    table.strategy = strategy
    var id = Column(name: "id", type: "bigint", value: "g", isUnique: true, holds: "§ > 0")
    id.isNotNull = dice.chance(70)
    let key: Column? = switch strategy {
    case "RANGE": Column(name: dice.pick(["k", "Day"]), type: "integer", value: "1 + g % 90", holds: "§ > 0", isKeyOfPartitions: true)
    case "LIST": Column(name: "region", type: "text", value: "(ARRAY['eu', 'us', 'ap'])[1 + g % 3]", holds: "§ <> ''", isKeyOfPartitions: true)
    default: nil
    }
    id.isKeyOfPartitions = key == nil
    table.columns = [id]
    if var key {
      key.isNotNull = dice.chance(60)
      table.columns.append(key)
    }
    addKeys(to: &table)
    addColumns(dice.roll(1...3), to: &table)
    let keyName = (key ?? id).sql
    table.hasPrimaryKey = dice.chance(40)
    var parts = table.columns.map { "\($0.sql) \($0.type)\($0.isNotNull ? " NOT NULL" : "")" }
    if table.hasPrimaryKey {
      parts.append("PRIMARY KEY (id\(key == nil ? "" : ", " + keyName))")
      table.columns[0].isNotNull = true
      if key != nil { table.columns[1].isNotNull = true }
    }
    say("CREATE TABLE \(table.sql) (\n  \(parts.joined(separator: ",\n  "))\n) PARTITION BY \(strategy) (\(keyName))")

    let hasDefault = strategy != "HASH" && dice.chance(30)
    var bounds: [String]
    switch strategy {
    case "RANGE":
      bounds = dice.pick([["FROM (MINVALUE) TO (40)", "FROM (40) TO (100)"], ["FROM (1) TO (30)", "FROM (30) TO (60)", "FROM (60) TO (100)"]])
      table.free = "FROM (1000) TO (2000)"
    case "LIST":
      bounds = dice.pick([["IN ('eu')", "IN ('us', 'ap')"], ["IN ('eu')", "IN ('us')", "IN ('ap')"]])
      table.free = "IN ('za')"
    default:
      let modulus = dice.roll(2...3)
      bounds = (0..<modulus).map { "WITH (MODULUS \(modulus), REMAINDER \($0))" }
    }
    if hasDefault {
      bounds[bounds.count - 1] = "DEFAULT"
      // What it would have held goes there.
    }
    for (number, bound) in bounds.enumerated() {
      let partition = Partition(
        schema: schema, name: dice.chance(85) ? "\(name.prefix(40))_p\(number + 1)" : dice.pick(["Part", "piece"]) + "\(number) of \(tables.count)", bound: bound)
      taken.insert(partition.name)
      let isDeep = number == 0 && dice.chance(8)
      table.isDeep = table.isDeep || isDeep
      say("CREATE TABLE \(partition.sql) PARTITION OF \(table.sql) \(bound == "DEFAULT" ? bound : "FOR VALUES " + bound)\(isDeep ? " PARTITION BY HASH (id)" : "")")
      if isDeep {
        for remainder in 0...1 {
          say("CREATE TABLE \(qualified(schema, "deep\(tables.count)_\(remainder)")) PARTITION OF \(partition.sql) FOR VALUES WITH (MODULUS 2, REMAINDER \(remainder))")
        }
      }
      table.partitions.append(partition)
    }
    fill(table, table.sql)
    if let free = table.free, dice.chance(60) { addLoose(to: &table, free) }
    tables.append(table)
  }

  private mutating func addLoose(to table: inout Table, _ bound: String) {
    let partition = Partition(schema: table.schema, name: "\(table.name.prefix(30))_next", bound: bound)
    taken.insert(partition.name)
    if dice.chance(60) {
      say("CREATE TABLE \(partition.sql) (LIKE \(table.sql) INCLUDING DEFAULTS\(dice.chance(40) ? " INCLUDING INDEXES" : ""))")
    } else {
      say("CREATE TABLE \(partition.sql) (\(table.columns.map { "\($0.sql) \($0.type)\($0.isNotNull ? " NOT NULL" : "")" }.joined(separator: ", ")))")
    }
    var like = table
    let fails = dice.chance(8)
    for at in like.columns.indices where like.columns[at].isKeyOfPartitions {
      like.columns[at].value = table.strategy == "RANGE" ? fails ? "895 + g % 900" : "1000 + g % 900" : fails ? "(ARRAY['za', 'de'])[1 + g % 2]" : "'za'"
      if dice.chance(15) {
        let key = like.columns[at].sql
        let condition = table.strategy == "RANGE" ? "\(key) IS NOT NULL AND \(key) >= 1000 AND \(key) < 2000" : "\(key) IS NOT NULL AND \(key) = 'za'"
        if !fails { say("ALTER TABLE \(partition.sql) ADD CONSTRAINT bound_known CHECK (\(condition))", isExtra: true) }
      }
    }
    fill(like, partition.sql, from: 1000, to: 1000 + dice.roll(5...40))
    table.loose.append(partition)
  }

  // MARK: Around them

  private mutating func addIndexes(_ at: Int) {
    for _ in 0..<dice.roll(0...3) {
      let table = tables[at]
      guard let column = dice.any(of: table.columns.filter { !["jsonb"].contains($0.type) }) else { continue }
      let name = dice.chance(70) ? cut("\(table.name)_\(column.name)", "_idx") : dice.pick(["by", "Lookup", "find"]) + "_\(taken.count)"
      if !taken.insert(name).inserted { continue }
      say("CREATE INDEX \(quoted(name)) ON \(table.sql) (\(column.sql))", isExtra: true)
      tables[at].indexes.append(Index(schema: table.schema, name: name, columns: [column.name], isPartitioned: table.isPartitioned))
    }
    // A key that is there already.
    for column in tables[at].columns where column.pointsTo != nil && !column.dangles && dice.chance(20) {
      guard let to = column.pointsTo, to != at else { continue }
      tables[at].keys.insert(column.name)
      say("ALTER TABLE \(tables[at].sql) ADD FOREIGN KEY (\(column.sql)) REFERENCES \(tables[to].sql)", isExtra: true)
    }
  }

  private mutating func addViews(_ schema: String?) {
    guard let table = dice.any(of: tables.filter { !$0.isPartitioned }), let second = table.columns.dropFirst().first(where: { $0.type != "jsonb" }) else { return }
    let view = MaterializedView(schema: dice.chance(30) ? schema : nil, name: dice.pick(["summary", "Daily Totals", "mv"]))
    guard taken.insert(view.name).inserted else { return }
    say("CREATE MATERIALIZED VIEW \(view.sql) AS SELECT id, \(second.sql) FROM ONLY \(table.sql)\(dice.chance(8) ? " WITH NO DATA" : "")")
    if dice.chance(65) { say("CREATE UNIQUE INDEX ON \(view.sql) (id)", isExtra: true) }
    views.append(view)
  }

  /// The name that PostgreSQL would give is gone.
  private mutating func addCollision(_ at: Int) {
    let table = tables[at]
    guard let column = dice.any(of: table.columns.filter { $0.type != "jsonb" }) else { return }
    switch dice.roll(0...4) {
    case 0: say("ALTER TABLE \(table.sql) ADD CONSTRAINT \(quoted(cut("\(table.name)_\(column.name)", "_check"))) CHECK (id IS DISTINCT FROM -5)")
    case 1:
      let name = cut("\(table.name)_\(column.name)", "_idx")
      if taken.insert(name).inserted { say("CREATE TABLE \(qualified(table.schema, name)) (a int)") }
    case 2:
      let name = cut("\(table.name)_\(column.name)", "_key")
      if taken.insert(name).inserted { say("CREATE VIEW \(qualified(table.schema, name)) AS SELECT 1 AS one") }
    case 3:
      let name = cut(table.name, "_pkey")
      if !table.hasPrimaryKey, taken.insert(name).inserted { say("CREATE SEQUENCE \(qualified(table.schema, name))") }
    default:
      if table.keys.contains(column.name) { return }
      say("ALTER TABLE \(table.sql) ADD CONSTRAINT \(quoted(cut("\(table.name)_\(column.name)", "_fkey"))) CHECK (id IS DISTINCT FROM -6)")
    }
  }

  /// SET NOT NULL would find a proof.
  private mutating func addProof() {
    guard let at = tables.indices.filter({ !tables[$0].isPartitioned }).first,
      let column = tables[at].columns.first(where: { !$0.isNotNull && !$0.hasNulls })
    else { return }
    say("ALTER TABLE \(tables[at].sql) ADD CONSTRAINT proof CHECK (\(column.sql) IS NOT NULL)", isExtra: true)
  }

  /// As PostgreSQL cuts names of its own: to 63 bytes with the ending.
  func cut(_ name: String, _ ending: String) -> String {
    var name = name
    while name.utf8.count + ending.utf8.count > 63 { name.removeLast() }
    return name + ending
  }
}
