import TOMLKit

/// What a `.squawk.toml` says, as far as Lintel has the like of it.
struct SquawkConfiguration {
  static let fileName = ".squawk.toml"

  /// As it is shown.
  let path: String
  private(set) var excludedRules: [String] = []
  /// As written, or from the folder of the `lintel.toml` to be where the two lie apart.
  private(set) var excludedPaths: [String] = []
  /// As written: `13.0`.
  private(set) var version: String?
  private(set) var assumesTransaction: Bool?

  /// The one of a folder, or the nearest above it within its git checkout; nil where there is none.
  static func nearest(to folder: String) throws(Failure) -> SquawkConfiguration? {
    let top = Checkout(around: folder)?.top
    var at = folder
    while true {
      let path = Path.join(at, fileName)
      if (try? FileStatus(path)) != nil { return try SquawkConfiguration(absolute: path, for: folder) }
      if at == top || at == "/" || top == nil { return nil }
      at = Path.parent(of: at)
    }
  }

  private init(absolute: String, for folder: String) throws(Failure) {
    path = Path.relative(absolute, from: folder)
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try FileReader.contents(of: absolute) } catch { throw Failure("cannot read \(path): \(error.text)") }
    let table: TOMLTable
    do { table = try TOMLTable(string: String(decoding: bytes, as: UTF8.self)) } catch { throw Failure("\(path) is not TOML") }
    excludedRules = texts(table, "excluded_rules")
    version = table["pg_version"]?.string ?? table["pg_version"]?.int.map(String.init) ?? table["pg_version"]?.double.map { "\($0)" }
    assumesTransaction = table["assume_in_transaction"]?.bool
    let home = Path.parent(of: absolute)
    excludedPaths = texts(table, "excluded_paths").map { pattern in
      home == folder || !pattern.utf8.contains(UInt8(ascii: "/")) ? pattern : Path.join(Path.relative(home, from: folder), pattern)
    }
  }

  private func texts(_ table: TOMLTable, _ key: String) -> [String] { (table[key]?.array ?? TOMLArray()).compactMap(\.string) }

  /// The major version, where it is one that Lintel knows.
  var major: Int? { version.flatMap { Int($0.prefix { $0.isNumber }) } }

  /// What is off in Lintel, and by which of squawk's rules. `isWhole` is false where other rules of squawk's that stay on are the same rule here.
  var rulesOff: [(rule: String, because: [String], isWhole: Bool)] {
    var found: [String: [String]] = [:]
    for name in excludedRules { for rule in SquawkRules.rules(for: name) ?? [] { found[rule, default: []].append(name) } }
    return found.sorted { $0.key < $1.key }.map { rule, names in (rule, names, SquawkRules.names(of: rule).allSatisfy(excludedRules.contains)) }
  }

  /// Excluded rules that have nothing like them here.
  var without: [String] { excludedRules.filter { SquawkRules.rules(for: $0)?.isEmpty ?? true } }
}
