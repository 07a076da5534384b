// Writes files, one behind the other, as one string of Swift.
import BuildFiles

let arguments = CommandLine.arguments
guard arguments.count > 2 else { fail("embed-text OUTPUT FILE…") }
let text = arguments.dropFirst(2).map(read).joined(separator: "\n\n")
write("extension DjangoHelper {\n  static let program = ####\"\"\"\n\(text)\n\"\"\"####\n}\n", to: arguments[1])
