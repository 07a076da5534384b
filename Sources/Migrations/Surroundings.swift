/// What lies around a migration. The program fills it in: nothing here touches a file itself. Paths are absolute.
public struct Surroundings {
  /// Whether there is a file or folder.
  public var exists: (_ path: String) -> Bool
  /// The bytes of a file; nil where there is none that can be read.
  public var contents: (_ path: String) -> [UInt8]?

  public init(exists: @escaping (String) -> Bool, contents: @escaping (String) -> [UInt8]?) {
    self.exists = exists
    self.contents = contents
  }

  /// Files by their absolute paths, for what lies nowhere.
  public init(_ files: [String: String] = [:]) {
    self.init { path in
      files[path] != nil || files.keys.contains { $0.hasPrefix(path + "/") }
    } contents: { path in
      files[path].map { Array($0.utf8) }
    }
  }
}
