import PostgresSyntax

/// Names, and literals, as SQL has to spell them.
public enum Identifier {
  /// A name, between quotes where PostgreSQL would read something else without them (`quote_identifier`).
  public static func sql(_ name: String) -> String {
    let isPlain = name.utf8.enumerated().allSatisfy { at, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "$"): at > 0
      default: false
      }
    }
    if isPlain, !name.isEmpty, !reserved.contains(name) { return name }
    return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// A literal, with its quotes doubled.
  public static func literal(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  /// Several names with commas between them.
  public static func sql(_ names: [String]) -> String { names.map(sql).joined(separator: ", ") }

  /// `pg_get_keywords()` where catcode is R or T: no name of a table, column or constraint without quotes.
  private static let reserved = Set(
    """
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column \
    concurrently constraint create cross current_catalog current_date current_role current_schema current_time \
    current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from \
    full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime \
    localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning \
    right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user \
    using variadic verbose when where window with
    """.split(separator: " ").map(String.init))
}

extension RelationName {
  /// As SQL has to spell it: `sales."Order"`.
  public var sql: String { schema.map { Identifier.sql($0) + "." + Identifier.sql(name) } ?? Identifier.sql(name) }
}
