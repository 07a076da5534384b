/// The files as the next commit has them, where the folders have something else.
struct StagedFiles {
  private struct Index {
    var checkout: Checkout
    var unstaged: Set<String>
    var untracked: Set<String>
  }

  private var checkouts = Checkouts()
  private var indexes: [String: Index] = [:]

  /// As it will be committed; nil for one that will not.
  mutating func staged(_ file: SourceFile) -> SourceFile? {
    guard case .path(let opened, let isLink) = file.origin, let (index, path) = place(of: opened, isLink: isLink) else { return file }
    if index.untracked.contains(path) { return nil }
    guard index.unstaged.contains(path), let text = index.checkout.stagedText(of: path) else { return file }
    var file = file
    file.origin = .staged(text, path: opened)
    return file
  }

  /// One to write to: what is not staged would be mixed with what is.
  mutating func whole(_ file: SourceFile) -> SourceFile {
    guard file.isReviewed, case .path(let opened, let isLink) = file.origin, let (index, path) = place(of: opened, isLink: isLink),
      index.unstaged.contains(path)
    else { return file }
    var file = file
    file.origin = .nowhere("it has changes that are not staged: `git add` them, or put them away with `git stash --keep-index`")
    return file
  }

  /// Those that will be committed and lie in no folder any more: paths from the root, without links.
  /// - Parameter paths: where to ask git.
  mutating func gone(around paths: [String]) -> [String] {
    var byTop: [String: Checkout] = [:]
    for path in paths { if let checkout = checkouts.around(Folder.realPath(path) ?? path) { byTop[checkout.top] = checkout } }
    return byTop.sorted { $0.key < $1.key }.flatMap { top, checkout in checkout.gone.sorted().map { Path.join(top, $0) } }
  }

  private mutating func place(of opened: String, isLink: Bool) -> (Index, String)? {
    guard let (checkout, path) = checkouts.place(of: opened, isLink: isLink) else { return nil }
    let index = indexes[checkout.top] ?? Index(checkout: checkout, unstaged: checkout.unstaged, untracked: checkout.untracked)
    indexes[checkout.top] = index
    return (index, path)
  }
}
