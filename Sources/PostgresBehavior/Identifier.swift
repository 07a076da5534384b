import PostgresSyntax

/// Names, and literals, as SQL has to spell them.
public enum Identifier {
  /// A name, between quotes where PostgreSQL would read something else without them (`quote_identifier`).
  public static func sql(_ name: String) -> String {
    if isPlain(name), !isReserved(name) { return name }
    return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  private static func isPlain(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 { bytes in
      guard let first = bytes.first, first > UInt8(ascii: "9") else { return false }
      for byte in bytes {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "$"): continue
        default: return false
        }
      }
      return true
    }
  }

  /// Most names begin with letters with which no reserved word of their length does.
  private static func isReserved(_ name: String) -> Bool {
    guard let first = name.utf8.first, name.utf8.count < 32, reservedLengths[Int(first)] & 1 << name.utf8.count != 0 else { return false }
    return reserved.contains(name)
  }

  /// For each first byte a bit for each length in bytes.
  private static let reservedLengths = reserved.reduce(into: Array(repeating: UInt32(0), count: 256)) { lengths, word in
    if let first = word.utf8.first { lengths[Int(first)] |= 1 << word.utf8.count }
  }

  /// A literal, with its quotes doubled.
  public static func literal(_ text: String) -> String {
    if !text.utf8.contains(UInt8(ascii: "'")) { return "'\(text)'" }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
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
