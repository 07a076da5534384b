/// The first line in which two texts differ. Long texts are compared this way, for nobody reads a thousand lines twice.
struct Difference: CustomStringConvertible {
  private var line: Int
  private var expected: Substring?
  private var actual: Substring?

  /// Nil when the texts are the same.
  init?(expected: String, actual: String) {
    if expected == actual { return nil }
    let before = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let after = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let same = zip(before, after).prefix { $0 == $1 }.count
    line = same + 1
    self.expected = before.dropFirst(same).first
    self.actual = after.dropFirst(same).first
  }

  var description: String {
    "line \(line)\n  expected: \(expected.map(String.init(describing:)) ?? "(end)")\n  actual:   \(actual.map(String.init(describing:)) ?? "(end)")"
  }
}
