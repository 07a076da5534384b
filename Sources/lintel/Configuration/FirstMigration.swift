/// `first-migration`: what runs before it is history. It is the name of a migration, with its folder or without, or the version that the
/// name begins with.
struct FirstMigration: Hashable {
  /// As it is written.
  let text: String
  /// For people: where the configuration has it.
  let origin: String

  private var name: String { Path.name(of: text) }
  private var hasFolder: Bool { name != text }

  /// Whether this is the migration at a path from the root.
  func isAt(_ path: String) -> Bool {
    Self.places(of: path).contains { place in
      if isVersion { return Self.number(of: Path.name(of: place)) == Self.number(of: name) }
      return hasFolder ? place.hasSuffix("/" + text) || place.hasSuffix("/\(text).sql") : Path.name(of: place) == name || Path.name(of: place).hasPrefix(name + ".")
    }
  }

  /// Whether the migration at a path is older, as far as the versions in their names tell.
  func isNewer(than path: String) -> Bool {
    guard !hasFolder, let first = Self.number(of: name), let own = Self.places(of: path).lazy.compactMap({ Self.number(of: Path.name(of: $0)) }).first else { return false }
    return own != first && NaturalOrder.precedes(own, first)
  }

  /// Whether it begins with a version, which tells older ones even where it is none of the migrations itself.
  var hasVersion: Bool { !hasFolder && Self.version(of: name) != nil }

  private var isVersion: Bool { !hasFolder && Self.version(of: name) == String(name.drop { $0 == "V" || $0 == "v" }) }

  /// The file, and its folder where that is what has the version.
  private static func places(of path: String) -> [String] {
    version(of: Path.name(of: path)) == nil ? [path, Path.parent(of: path)] : [path]
  }

  /// The digits that a name begins with, behind a V and with points between them: `20240101`, `1.5`.
  private static func version(of name: String) -> String? {
    var version = Substring(name).drop { $0 == "V" || $0 == "v" }.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    while version.last == "." { version.removeLast() }
    return version.first.map { $0 != "." } ?? false ? String(version) : nil
  }

  /// The version without zeros in front.
  private static func number(of name: String) -> String? {
    version(of: name).map { version in
      let number = version.drop { $0 == "0" }
      return number.isEmpty || number.first == "." ? "0" + number : String(number)
    }
  }
}
