/// A tool's version: major and minor.
struct Version: Comparable {
  var major: Int
  var minor: Int

  init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Such as `7.4`, `^7.8.0`, `~6.1`, `>=7`.
  init?(_ text: String) {
    let numbers = text.drop { !$0.isNumber }.split(separator: ".").map { $0.prefix { $0.isNumber } }
    guard let major = numbers.first.flatMap({ Int($0) }) else { return nil }
    self.init(major, numbers.count > 1 ? Int(numbers[1]) ?? 0 : 0)
  }

  /// Of a package in a `package.json`, by its quoted names.
  init?(of names: [String], in manifest: [UInt8]) {
    let text = String(decoding: manifest, as: UTF8.self)
    for line in text.split(whereSeparator: { $0 == "\n" || $0 == "," || $0 == "{" }) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, names.contains(trimmed(parts[0])) else { continue }
      if let version = Version(String(parts[1])) { self = version; return }
    }
    return nil
  }

  static func < (a: Version, b: Version) -> Bool { (a.major, a.minor) < (b.major, b.minor) }
}
