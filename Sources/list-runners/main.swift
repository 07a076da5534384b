// Lists the types of `Sources/Migrations/Runners/`, one for each file.
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

let arguments = CommandLine.arguments
guard arguments.count > 1, let file = fopen(arguments[1], "w") else {
  print("error: list-runners OUTPUT FILE…")
  exit(1)
}
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
fputs(output + "  ]\n}\n", file)
fclose(file)
