#if canImport(Glibc)
public import Glibc
#elseif canImport(Darwin)
public import Darwin
#endif

/// A folder for one test, gone with it.
public final class TemporaryFolder {
  public let path: String

  /// With some files, by name.
  public init(_ files: [String: String] = [:]) {
    var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/lintel-test-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { name in name.baseAddress.flatMap { mkdtemp($0) }.flatMap { realpath($0, nil) } }
    path = made.map { String(cString: $0) } ?? "/tmp"
    free(made)
    for (name, text) in files { write(name, text) }
  }

  deinit { if path != "/tmp" { Self.remove(path) } }

  public func write(_ name: String, _ text: String) { write(name, Array(text.utf8)) }

  /// Makes the folders on the way, too.
  public func write(_ name: String, _ bytes: [UInt8]) {
    if let slash = name.lastIndex(of: "/") { makeFolder(String(name[..<slash])) }
    guard let file = fopen(at(name), "w") else { return }
    defer { fclose(file) }
    bytes.withUnsafeBytes { _ = fwrite($0.baseAddress, 1, $0.count, file) }
  }

  public func makeFolder(_ name: String) {
    var path = path
    for part in name.split(separator: "/") {
      path += "/" + part
      mkdir(path, 0o755)
    }
  }

  public func link(_ name: String, to target: String) { symlink(target, at(name)) }
  public func setMode(_ name: String, _ mode: mode_t) { chmod(at(name), mode) }
  public func mode(_ name: String) -> mode_t? {
    var status = stat()
    return stat(at(name), &status) == 0 ? status.st_mode & 0o777 : nil
  }

  /// Empty when there is no such file.
  public func read(_ name: String) -> String {
    guard let file = fopen(at(name), "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = [], chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A variable of the tests' own environment; empty when it is not set.
  public func environment(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }

  /// The names of what is in it, hidden ones too.
  public var names: [String] { Self.names(in: path).sorted() }

  private func at(_ name: String) -> String { name.hasPrefix("/") ? name : "\(path)/\(name)" }

  private static func names(in path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      chmod(path, 0o700)
      for name in names(in: path) { remove("\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}
