import Migrations

extension Surroundings {
  /// What the file system has.
  static var files: Surroundings {
    Surroundings {
      (try? FileStatus($0)) != nil
    } contents: {
      try? FileReader.contents(of: $0)
    } names: {
      ((try? Folder.entries(of: $0)) ?? []).map(\.name)
    }
  }
}
