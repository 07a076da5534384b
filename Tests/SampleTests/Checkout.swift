#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import FoundationEssentials

/// The files of this checkout.
enum Checkout {
  /// The absolute path of its folder.
  static let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")

  /// Whether expectations are to be written anew: `LINTEL_UPDATE=1`.
  static let isUpdating = getenv("LINTEL_UPDATE").map { String(cString: $0) == "1" } ?? false

  /// A text, or nil when there is no such file.
  static func text(of path: String) -> String? {
    FileManager.default.contents(atPath: "\(folder)/\(path)").map { String(decoding: $0, as: UTF8.self) }
  }

  static func write(_ text: String, to path: String) throws {
    let file = "\(folder)/\(path)"
    try FileManager.default.createDirectory(
      atPath: file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/"), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: file))
  }
}
