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

  /// The last commit that another branch and the present one have in common; nil where git finds none.
  func commonCommit(with ref: String) -> String? { lines(["merge-base", ref, "HEAD"]).first }

  /// What differs from a commit, and what git does not know yet: paths from the top. With no commit, everything.
  func changed(since commit: String?) -> Set<String> {
    let changed = commit.map { names(["diff", "--name-only", "--no-renames", "--diff-filter=d", "-z", $0, "--"]) } ?? names(["ls-files", "-z"])
    return changed.union(untracked)
  }

  /// The checkout that this one is a submodule of; nil where it is none.
  var superproject: Checkout? { lines(["rev-parse", "--show-superproject-working-tree"]).first.flatMap { Checkout(around: $0) } }

  /// The commit of a submodule that a commit of this checkout asks for; nil where it has no such submodule.
  func commit(ofSubmodule path: String, in commit: String) -> String? {
    // 160000 commit 1a2b…<tab>path
    lines(["ls-tree", commit, "--", path]).first.flatMap { line in
      let words = line.split { $0 == " " || $0 == "\t" }
      return words.count > 2 && words[0] == "160000" ? String(words[2]) : nil
    }
  }

  /// Throws where git says nothing of the checkout.
  func throwIfSilent(_ purpose: String) throws(Failure) {
    if lines(["rev-parse", "--git-dir"]).isEmpty {
      throw Failure("\(purpose): git does not answer in \(top): is it installed, and may it be asked here (`git -C \(top) status`)?")
    }
  }

  /// Whether git knows a branch or commit.
  func knows(_ ref: String) -> Bool { ChildProgram.output("git", ["-C", top, "rev-parse", "--verify", "--quiet", ref + "^{commit}"]) != nil }

  /// What the next commit changes.
  var staged: Set<String> { names(["diff", "--cached", "--name-only", "--no-renames", "--diff-filter=d", "-z"]) }

  /// What has changed since it was staged.
  var unstaged: Set<String> { names(["diff", "--name-only", "--no-renames", "-z"]) }

  /// What the next commit has and the folder does not.
  var gone: Set<String> { names(["diff", "--name-only", "--no-renames", "--diff-filter=D", "-z"]) }

  /// What git does not know yet.
  var untracked: Set<String> { names(["ls-files", "--others", "--exclude-standard", "-z"]) }

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

  /// The checkout that a file lies in, and its path from there.
  mutating func place(of opened: String, isLink: Bool) -> (checkout: Checkout, path: String)? {
    // A link is what git knows of it; the folders above it are where they are.
    let folder = Path.parent(of: opened), realFolder = Folder.realPath(folder) ?? folder
    let place = isLink ? Folder.realPath(opened) ?? Path.join(realFolder, Path.name(of: opened)) : Path.join(realFolder, Path.name(of: opened))
    guard let checkout = around(Path.parent(of: place)), let path = Path.relative(place, below: checkout.top) else { return nil }
    return (checkout, path)
  }
}

/// Which migrations may have run already: those that the default branch has.
struct AppliedMigrations {
  /// Its name for each file of it, by the file's path without links.
  private var branches: [String: String] = [:]

  /// Throws where git could tell and does not.
  init(_ paths: [String]) throws(Failure) {
    var checkouts = Checkouts(), byTop: [String: (checkout: Checkout, paths: [String])] = [:]
    for path in paths.map({ Folder.realPath($0) ?? $0 }) {
      guard let checkout = checkouts.around(Path.parent(of: path)) else { continue }
      byTop[checkout.top, default: (checkout, [])].paths.append(path)
    }
    for (checkout, paths) in byTop.values {
      try checkout.throwIfSilent("nobody knows which migrations may have run, and --force does not ask")
      guard let branch = checkout.defaultBranch else { continue }
      let folders = Set(paths.map { Path.relative(Path.parent(of: $0), below: checkout.top) ?? "" })
      let files = checkout.files(of: branch, below: folders), name = checkout.shortName(of: branch)
      for path in paths where Path.relative(path, below: checkout.top).map(files.contains) ?? false { branches[path] = name }
    }
  }

  /// The branch that has a file; nil where none does.
  func branch(having path: String) -> String? { branches[Folder.realPath(path) ?? path] }
}
