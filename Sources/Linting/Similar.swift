/// The nearest of some names to one that was meant.
public enum Similar {
  public static func nearest(to name: String, among names: some Sequence<String>) -> String? {
    let best = names.map { (name: $0, distance: distance($0, name)) }.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return best.flatMap { $0.distance <= max(2, name.count / 3) ? $0.name : nil }
  }

  static func help(for name: String, among names: some Sequence<String>) -> Finding.Message {
    nearest(to: name, among: names).map { "did you mean `\($0)`?" } ?? "`lintel rules` lists them all"
  }

  /// The number of characters to insert, delete, replace or swap.
  private static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a.unicodeScalars.prefix(200)), b = Array(b.unicodeScalars.prefix(200))
    var previous = Array(0...b.count)
    for i in 0..<a.count {
      var current = [i + 1]
      for j in 0..<b.count {
        current.append(min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, current[j] + 1))
      }
      previous = current
    }
    return previous[b.count]
  }
}
