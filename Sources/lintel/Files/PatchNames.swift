/// What files are called in a patch: from the top of the git checkout, where git looks for them from any folder of it; outside of one from
/// the current folder.
struct PatchNames {
  private let currentFolder: String
  private let top: String

  init(currentFolder: String) {
    self.currentFolder = currentFolder
    top = Checkout(around: currentFolder)?.top ?? currentFolder
  }

  /// Of the file itself, where the path is a link to it.
  func name(of path: String) -> String {
    Path.relative(Folder.realPath(path) ?? Path.absolute(path, in: currentFolder), from: top)
  }
}
