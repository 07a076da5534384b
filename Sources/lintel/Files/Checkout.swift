/// A git checkout, as far as git itself tells of it.
struct Checkout {
  /// The folder from which git counts paths.
  let top: String

  /// The one that a folder lies in; nil outside of any.
  init?(around folder: String) {
    guard let top = Folder.nearest(from: Folder.realPath(folder) ?? folder, holding: ".git") else { return nil }
    self.top = top
  }

  /// The branch that others take for the one that is in use: the remote's, or else the usual ones here; nil where there is none.
  var defaultBranch: String? {
    let known = ["refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master"]
    let found = lines(["for-each-ref", "--format=%(refname)"] + known)
    return known.first(where: found.contains)
  }

  /// Such as `origin/main`.
  func shortName(of branch: String) -> String { lines(["rev-parse", "--abbrev-ref", branch]).first ?? branch }

  /// The files of a branch below some folders, as paths from the top.
  func files(of branch: String, below folders: Set<String>) -> Set<String> {
    // A command line has an end.
    let below = folders.count > 1000 || folders.contains("") ? ["."] : folders.sorted()
    return names(["ls-tree", "-r", "-z", "--name-only", branch, "--"] + below)
  }

  /// What differs from where the present branch left another one, and what git does not know yet: paths from the top.
  /// - Returns: nil where git finds no common commit.
  func changed(since ref: String) -> Set<String>? {
    guard let base = lines(["merge-base", ref, "HEAD"]).first else { return nil }
    return names(["diff", "--name-only", "--no-renames", "--diff-filter=d", "-z", base, "--"])
      .union(names(["ls-files", "--others", "--exclude-standard", "-z"]))
  }

  /// Whether git knows a branch or commit.
  func knows(_ ref: String) -> Bool { ChildProgram.output("git", ["-C", top, "rev-parse", "--verify", "--quiet", ref + "^{commit}"]) != nil }

  /// What the next commit changes.
  var staged: Set<String> { names(["diff", "--cached", "--name-only", "--no-renames", "--diff-filter=d", "-z"]) }

  /// What has changed since it was staged.
  var unstaged: Set<String> { names(["diff", "--name-only", "--no-renames", "-z"]) }

  /// The text of a file that is staged.
  func stagedText(of path: String) -> [UInt8]? { ChildProgram.output("git", ["-C", top, "cat-file", "blob", ":" + path]) }

  private func names(_ arguments: [String]) -> Set<String> {
    // From the top, whatever git is configured to do.
    let output = ChildProgram.output("git", ["-C", top, "-c", "diff.relative=false", "-c", "core.quotePath=false"] + arguments) ?? []
    return Set(output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
  }

  private func lines(_ arguments: [String]) -> [String] {
    (ChildProgram.output("git", ["-C", top] + arguments) ?? []).split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// The checkouts of folders, each looked for once: thousands of files lie in few of them.
struct Checkouts {
  private var known: [String: Checkout?] = [:]

  /// - Parameter folder: without links.
  mutating func around(_ folder: String) -> Checkout? {
    if let found = known[folder] { return found }
    let found = Checkout(around: folder)
    known[folder] = .some(found)
    return found
  }
}

/// Which migrations may have run already: those that the default branch has.
struct AppliedMigrations {
  /// Its name for each file of it, by the file's path without links.
  private var branches: [String: String] = [:]

  init(_ paths: [String]) {
    var checkouts = Checkouts(), byTop: [String: (checkout: Checkout, paths: [String])] = [:]
    for path in paths.map({ Folder.realPath($0) ?? $0 }) {
      guard let checkout = checkouts.around(Path.parent(of: path)) else { continue }
      byTop[checkout.top, default: (checkout, [])].paths.append(path)
    }
    for (checkout, paths) in byTop.values {
      guard let branch = checkout.defaultBranch else { continue }
      let folders = Set(paths.map { Path.relative(Path.parent(of: $0), below: checkout.top) ?? "" })
      let files = checkout.files(of: branch, below: folders), name = checkout.shortName(of: branch)
      for path in paths where Path.relative(path, below: checkout.top).map(files.contains) ?? false { branches[path] = name }
    }
  }

  /// The branch that has a file; nil where none does.
  func branch(having path: String) -> String? { branches[Folder.realPath(path) ?? path] }
}
