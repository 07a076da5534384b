#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import FoundationEssentials
import Testing

/// A text in `Fixed/` that a test expects; `LINTEL_UPDATE=1` writes it anew.
struct GoldenFile {
  private let path: String

  init(_ name: String) {
    let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    path = "\(folder)/Fixed/\(name).txt"
  }

  private static let isUpdating = getenv("LINTEL_UPDATE").map { String(cString: $0) == "1" } ?? false

  func expect(_ text: String) throws {
    // Where lines end in CRLF is to be seen.
    let text = text.map { $0 == "\r\n" ? "␍\n" : String($0) }.joined()
    if GoldenFile.isUpdating { return try Data(text.utf8).write(to: URL(filePath: path)) }
    let expected = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    #expect(text == expected, "\(path)")
  }
}
