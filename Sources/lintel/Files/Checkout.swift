/// A git checkout, as far as git itself tells of it.
struct Checkout {
  /// The folder from which git counts paths.
  let top: String

  /// The one that a folder lies in; nil outside of any.
  init?(around folder: String) {
    var folder = Folder.realPath(folder) ?? folder
    while (try? FileStatus(Path.join(folder, ".git"))) == nil {
      guard folder != "/" else { return nil }
      folder = Path.parent(of: folder)
    }
    top = folder
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
    let below = folders.sorted().map { $0.isEmpty ? "." : $0 }
    let output = Program.output("git", ["-C", top, "ls-tree", "-r", "-z", "--name-only", branch, "--"] + below) ?? []
    return Set(output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
  }

  private func lines(_ arguments: [String]) -> [String] {
    (Program.output("git", ["-C", top] + arguments) ?? []).split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Which migrations may have run already: those that the default branch has.
struct AppliedMigrations {
  /// Its name for each file of it, by the file's path without links.
  private var branches: [String: String] = [:]

  init(_ paths: [String]) {
    let real = paths.map { Folder.realPath($0) ?? $0 }
    for (folder, paths) in Dictionary(grouping: real, by: Path.parent).sorted(by: { $0.key < $1.key }) {
      guard let checkout = Checkout(around: folder), let branch = checkout.defaultBranch else { continue }
      let below = Path.relative(folder, below: checkout.top) ?? "", files = checkout.files(of: branch, below: [below])
      let name = checkout.shortName(of: branch)
      for path in paths where Path.relative(path, below: checkout.top).map(files.contains) ?? false { branches[path] = name }
    }
  }

  /// The branch that has a file; nil where none does.
  func branch(having path: String) -> String? { branches[Folder.realPath(path) ?? path] }
}
