// Pairs every rule's file with its page: `CreateIndexBlocksWrites.swift` with `create-index-blocks-writes.md` beside it.
// A rule without a page, or a page without a rule, stops the build.
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

func fail(_ message: String) -> Never {
  print("error: \(message)")
  exit(1)
}

func read(_ path: String) -> String {
  guard let file = fopen(path, "r") else { fail("cannot read \(path)") }
  defer { fclose(file) }
  var bytes: [UInt8] = [], buffer = [UInt8](repeating: 0, count: 65_536)
  while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
  return String(decoding: bytes, as: UTF8.self)
}

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

guard let file = fopen(arguments[1], "w") else { fail("cannot write \(arguments[1])") }
fputs(output, file)
fclose(file)
