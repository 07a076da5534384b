import libmd

/// Atlas's `atlas.sum`: a checksum for each migration of a folder, each running on from the one before, and one for all of them.
/// Source: ariga/atlas, `sql/migrate/dir.go`.
enum AtlasSum {
  static let name = "atlas.sum"

  /// Its text for the files of a folder.
  /// - Parameter files: names and bytes of all that end in `.sql`, in any order.
  static func text(of files: [(name: String, bytes: [UInt8])]) -> String {
    var files = files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    // In the format of golang-migrate.
    if files.contains(where: { $0.name.hasSuffix(".up.sql") }) { files.removeAll { !$0.name.hasSuffix(".up.sql") } }
    var running = Digest(), whole = Digest(), lines = ""
    for (name, bytes) in files {
      running.update(Array(name.utf8))
      if isIgnored(bytes) { continue }
      running.update(bytes)
      let hash = base64(running.value)
      whole.update(Array((name + hash).utf8))
      lines += "\(name) h1:\(hash)\n"
    }
    return "h1:\(base64(whole.value))\n" + lines
  }

  /// `-- atlas:sum ignore`, among the comments that a file begins with.
  private static func isIgnored(_ bytes: [UInt8]) -> Bool {
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let text = String(decoding: line, as: UTF8.self)
      guard text.hasPrefix("--") || text.hasPrefix("#") else { return false }
      if text.split(separator: " ").suffix(2) == ["atlas:sum", "ignore"] { return true }
    }
    return false
  }

  /// SHA-256.
  private struct Digest {
    private var context = SHA2_CTX()

    init() { SHA256Init(&context) }

    mutating func update(_ bytes: [UInt8]) { SHA256Update(&context, bytes, bytes.count) }

    /// Of all so far; more may follow.
    var value: [UInt8] {
      var copy = context, value = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
      SHA256Final(&value, &copy)
      return value
    }
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      let value = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
      for place in 0..<4 { text.append(place <= part.count ? signs[value >> (18 - 6 * place) & 63] : UInt8(ascii: "=")) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
