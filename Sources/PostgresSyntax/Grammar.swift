import CPgQuery

/// The grammar Lintel was built with.
public enum Grammar {
  /// The major version of PostgreSQL, such as 18.
  public static var majorVersion: Int { Int(cpg_header_version()) / 10_000 }

  /// Such as "PostgreSQL 18 grammar, libpg_query 18".
  public static var description: String { "PostgreSQL \(majorVersion) grammar, libpg_query \(libraryVersion)" }

  /// libpg_query's own version where its package tells it, else its major one.
  static var libraryVersion: String { String(cString: cpg_library_version()) }

  /// A library of another version than its header makes wrong trees without an error, so the two are compared before the first file.
  /// Nil when they agree.
  public static var mismatch: String? {
    let tree = cpg_parse_json("SELECT 1")
    defer { cpg_tree_free(tree) }
    let json = tree.json.map { String(cString: $0) } ?? ""
    guard let at = json.utf8.firstIndex(of: 0x3a) else { return "libpg_query does not work: it could not parse SELECT 1" }
    let library = Int(json[json.index(after: at)...].prefix { $0.isNumber }) ?? 0
    if library / 10_000 == majorVersion { return nil }
    return "this lintel was compiled for libpg_query \(majorVersion) and runs with \(library / 10_000); build it again"
  }
}
