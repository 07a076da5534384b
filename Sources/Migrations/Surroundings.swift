/// What lies around a migration. The program fills it in: nothing here touches a file itself. Paths are absolute.
public struct Surroundings {
  /// Whether there is a file or folder.
  public var exists: (_ path: String) -> Bool
  /// The bytes of a file; nil where there is none that can be read.
  public var contents: (_ path: String) -> [UInt8]?
  /// The names in a folder, in no order; none where it cannot be read.
  public var names: (_ folder: String) -> [String]

  public init(exists: @escaping (String) -> Bool, contents: @escaping (String) -> [UInt8]?, names: @escaping (String) -> [String]) {
    self.exists = exists
    self.contents = contents
    self.names = names
  }

  /// The same with some files as they are to be; nil for one that goes.
  func with(_ files: [String: String?]) -> Surroundings {
    Surroundings { [exists] path in
      files[path].map { $0 != nil } ?? (exists(path) || files.contains { $1 != nil && $0.hasPrefix(path + "/") })
    } contents: { [contents] path in
      files[path].map { text in text.map { Array($0.utf8) } } ?? contents(path)
    } names: { [names] folder in
      let own = files.filter { cut($0.key).folder == folder }
      return names(folder).filter { own["\(folder)/\($0)"].map { $0 != nil } ?? true } + own.filter { $1 != nil }.map { cut($0.key).name }
    }
  }

  /// Files by their absolute paths, for what lies nowhere.
  public init(_ files: [String: String] = [:]) {
    self.init { path in
      files[path] != nil || files.keys.contains { $0.hasPrefix(path + "/") }
    } contents: { path in
      files[path].map { Array($0.utf8) }
    } names: { folder in
      let below = files.keys.filter { $0.hasPrefix(folder + "/") }.map { $0.dropFirst(folder.count + 1) }
      return Array(Set(below.map { String($0.prefix { $0 != "/" }) }))
    }
  }
}
