/// What a generated database has in it, as far as the generator has to know to ask for something that works.
struct Column {
  var name: String
  var type: String
  /// Of row number `g`, which starts at 1.
  var value: String
  var isUnique = false
  var hasNulls = false
  /// Declared so.
  var isNotNull = false
  /// A condition that every row meets, with `§` for the column; and one that some do not.
  var holds: String?
  var fails: String?
  /// The table whose key its values are of.
  var pointsTo: Int?
  /// Whether some of them are not there.
  var dangles = false
  var isKeyOfPartitions = false

  var sql: String { quoted(name) }
  /// A value for rows without one.
  var filler: String? {
    switch type {
    case "text", "varchar", "varchar(80)": "'filled'"
    case "integer", "int", "bigint", "smallint": "7"
    case "numeric", "numeric(10,2)": "9.5"
    case "date": "'2024-06-01'"
    case "boolean": "true"
    default: nil
    }
  }
}

struct Index {
  var schema: String?
  var name: String
  var columns: [String]
  /// Behind a constraint, or on a partitioned table: no DROP INDEX CONCURRENTLY.
  var isConstraint = false
  var isPartitioned = false

  var sql: String { qualified(schema, name) }
}

struct Partition {
  var schema: String?
  var name: String
  var bound: String

  var isDefault: Bool { bound == "DEFAULT" }
  var sql: String { qualified(schema, name) }
}

struct Table {
  var schema: String?
  var name: String
  var columns: [Column] = []
  /// Numbers of rows that were inserted.
  var rows: Int
  var hasPrimaryKey = false
  /// Columns of a unique pair that a foreign key can point to, and those that point to one.
  var pair: [Int] = []
  var pairTo: (columns: [Int], table: Int)?
  var indexes: [Index] = []
  /// Columns with a foreign key.
  var keys: Set<String> = []
  /// `RANGE`, `LIST` or `HASH`.
  var strategy: String?
  var partitions: [Partition] = []
  /// Tables that could be its partitions.
  var loose: [Partition] = []
  /// A bound that is free.
  var free: String?
  var hasMadeDefault = false
  /// A partition has partitions, by `id`.
  var isDeep = false

  var sql: String { qualified(schema, name) }
  var isPartitioned: Bool { strategy != nil }
}

struct MaterializedView {
  var schema: String?
  var name: String
  var sql: String { qualified(schema, name) }
}

struct Enumeration {
  var name: String
  var values: [String]
  /// A table with a column of it.
  var table: Int
  var column: String
}

/// One statement of a migration.
struct Line {
  var sql: String
  /// For one that the server refuses where it stands: what does the same in the end.
  var plain: String?
  /// A fixer has no reason to change it.
  var stays = false
  /// Refused in a transaction block.
  var runsAlone = false

  init(_ sql: String, plain: String? = nil, stays: Bool = false, runsAlone: Bool = false) {
    self.sql = sql
    self.plain = plain
    self.stays = stays
    self.runsAlone = runsAlone
  }
}

func quoted(_ name: String) -> String {
  let isPlain = name.utf8.enumerated().allSatisfy { at, byte in
    byte >= 0x61 && byte <= 0x7a || byte == 0x5f || at > 0 && byte >= 0x30 && byte <= 0x39
  }
  if isPlain, !["order", "user", "select", "group", "check", "table", "primary", "default"].contains(name) { return name }
  return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}

func qualified(_ schema: String?, _ name: String) -> String { (schema.map { quoted($0) + "." } ?? "") + quoted(name) }

func literal(_ text: String) -> String { "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'" }
