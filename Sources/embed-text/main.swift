// Writes files, one behind the other, as one string of Swift.
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

let arguments = CommandLine.arguments
guard arguments.count > 2 else { fail("embed-text OUTPUT FILE…") }
let text = arguments.dropFirst(2).map(read).joined(separator: "\n\n")
guard let file = fopen(arguments[1], "w") else { fail("cannot write \(arguments[1])") }
fputs("extension DjangoHelper {\n  static let program = ####\"\"\"\n\(text)\n\"\"\"####\n}\n", file)
fclose(file)
