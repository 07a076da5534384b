// Pairs every rule's file with its page: `CreateIndexBlocksWrites.swift` with `create-index-blocks-writes.md` beside it.
// A rule without a page, or a page without a rule, stops the build.
import BuildFiles

/// `CreateIndexBlocksWrites` is `create-index-blocks-writes`.
func identifier(_ type: Substring) -> String {
  type.reduce(into: "") { $0 += ($1.isUppercase && !$0.isEmpty ? "-" : "") + $1.lowercased() }
}

func stem(_ path: String) -> Substring { (path.split(separator: "/").last ?? "").prefix { $0 != "." } }

let arguments = CommandLine.arguments
guard arguments.count > 1 else { fail("embed-rules OUTPUT FILE…") }
let paths = arguments.dropFirst(2)
var pages = Dictionary(paths.filter { $0.hasSuffix(".md") }.map { (String(stem($0)), $0) }, uniquingKeysWith: { first, _ in first })

var output = """
  public import Linting

  /// Every rule there is, with its page.
  public enum Rules {
    public static let all: [(rule: any Rule.Type, page: String)] = [

  """
for path in paths where path.hasSuffix(".swift") {
  let type = stem(path)
  // Files named like `Type+Part.swift` help a rule and are none.
  if type.contains("+") || path.contains("/Support/") { continue }
  guard let page = pages.removeValue(forKey: identifier(type)) else { fail("\(path) has no page \(identifier(type)).md beside it") }
  output += "    (\(type).self, ####\"\"\"\n\(read(page))\n\"\"\"####),\n"
}
if let orphan = pages.values.min() { fail("\(orphan) has no rule beside it") }
output += "  ]\n}\n"

write(output, to: arguments[1])
