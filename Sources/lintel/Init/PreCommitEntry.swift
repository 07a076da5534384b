/// The hook in a `.pre-commit-config.yaml`. The file is changed as text: its comments and its order are people's.
enum PreCommitEntry {
  static let fileName = ".pre-commit-config.yaml"

  /// The text with the hook; nil where it has one already. Throws where the list of hooks is written in a way that nothing can be put into.
  static func text(addingTo old: String?) throws(Failure) -> String? {
    guard let old, !old.allSatisfy(\.isWhitespace) else { return "repos:\n" + entry(indented: "  ") }
    var lines = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.contains(where: isOurs) { return nil }
    guard let start = lines.firstIndex(where: { $0.hasPrefix("repos:") }) else { return ended(old) + "repos:\n" + entry(indented: "  ") }
    let value = lines[start].dropFirst("repos:".utf8.count).drop { $0 == " " || $0 == "\t" }
    // `repos: []` is how an empty list is written.
    if let rest = value.filter({ !$0.isWhitespace }).first == "[" ? value.drop(while: { "[ \t".contains($0) }) : nil, rest.first == "]" {
      lines[start] = "repos:" + rest.dropFirst()
    } else if let first = value.first, first != "#", first != "\r" {
      throw Failure("\(fileName): `repos` is not a list with a line for each; add this to it by hand:\n\n" + entry(indented: "  "))
    }
    let end = lines[(start + 1)...].firstIndex { isKey($0) } ?? lines.count
    let indent = lines[(start + 1)..<end].first { $0.drop { $0 == " " }.hasPrefix("-") }.map { String($0.prefix { $0 == " " }) } ?? "  "
    var last = end
    while last > start + 1, lines[last - 1].allSatisfy(\.isWhitespace) { last -= 1 }
    let before = lines[..<last].joined(separator: "\n") + "\n", after = lines[last...].joined(separator: "\n")
    return before + entry(indented: indent) + (last < end || end < lines.count ? (after.isEmpty ? "" : after) : "")
  }

  private static func isOurs(_ line: String) -> Bool {
    let words = line.split { $0 == " " || $0 == "\"" || $0 == "'" }
    return words.contains("id:") && words.last.map { $0.hasPrefix("lintel") } ?? false
  }

  /// A key of the file itself, which ends the list before it.
  private static func isKey(_ line: String) -> Bool { line.first.map { $0.isLetter } ?? false }

  private static func ended(_ text: String) -> String { text.hasSuffix("\n") ? text : text + "\n" }

  /// With the lintel that is installed. Who wants it built from source names the repository instead: README, "pre-commit".
  private static func entry(indented indent: String) -> String {
    let lines = [
      "- repo: local", "  hooks:", "    - id: lintel", "      name: lintel", "      entry: lintel check", "      language: system",
      "      args: [--] # options go before it", "      types_or: [sql, python]",
      "      files: '\\.sql$|(^|/)migrations/[^_/][^/]*\\.py$'", "      require_serial: true",
    ]
    return lines.map { indent + $0 + "\n" }.joined()
  }
}
