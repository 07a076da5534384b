/// The parts of what psql printed, each behind a line such as `@locks`: rows of fields.
struct Transcript {
  private var parts: [Substring: [[Substring]]] = [:]

  init(_ text: String) {
    var part: Substring = ""
    for line in text.split(separator: "\n") {
      if line.hasPrefix("@") { part = line.dropFirst() } else { parts[part, default: []].append(line.split(separator: "\t", omittingEmptySubsequences: false)) }
    }
  }

  subscript(part: Substring) -> [[Substring]] { parts[part] ?? [] }

  /// The second fields by the first.
  func numbers(_ part: Substring) -> [Substring: Int] {
    Dictionary(self[part].map { ($0[0], Int($0[1]) ?? 0) }, uniquingKeysWith: max)
  }
}
