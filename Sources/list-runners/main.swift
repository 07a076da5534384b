// Lists the types of `Sources/Migrations/Runners/`, one for each file.
import BuildFiles

let arguments = CommandLine.arguments
guard arguments.count > 1 else { fail("list-runners OUTPUT FILE…") }
var output = """
  /// Every tool that Lintel knows.
  public enum Runners {
    public static let all: [any Runner] = [

  """
for path in arguments.dropFirst(2) {
  let type = (path.split(separator: "/").last ?? "").prefix { $0 != "." }
  // Files named like `Type+Part.swift` help a runner and are none.
  if !type.contains("+") { output += "    \(type)(),\n" }
}
write(output + "  ]\n}\n", to: arguments[1])
