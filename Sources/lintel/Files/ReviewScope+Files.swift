extension [SourceFile] {
  /// Leaves those under review that a scope takes in.
  mutating func restrict(to scope: ReviewScope) throws(Failure) {
    if scope == .all { return }
    var checkouts = Checkouts(), changes: [String: Set<String>] = [:]
    for at in indices {
      guard case .path(let opened, let isLink) = self[at].origin else { continue }
      guard let (checkout, path) = checkouts.place(of: opened, isLink: isLink) else { throw Failure("\(scope.option): \(self[at].path) is in no git checkout") }
      let changed: Set<String>
      if let known = changes[checkout.top] { changed = known } else { changed = try checkout.changes(scope) }
      changes[checkout.top] = changed
      self[at].isReviewed = changed.contains(path)
    }
  }
}

extension Checkout {
  /// Paths from the top.
  fileprivate func changes(_ scope: ReviewScope) throws(Failure) -> Set<String> {
    try throwIfSilent(scope.option)
    guard case .since(let ref) = scope else { return staged }
    // A submodule that is looked at from outside has no such branch: what the checkout around it asked for then counts.
    let current = Folder.current, outer = current == top || Path.relative(current, below: top) != nil ? nil : superproject
    let asked = outer ?? self
    guard asked.knows(ref) else { throw Failure("--since \(ref): git knows no such branch or commit in \(asked.top)") }
    guard let base = asked.commonCommit(with: ref) else {
      throw Failure("--since \(ref): git finds no commit that it and HEAD have in common; a shallow clone has to fetch more of its history")
    }
    guard let outer, let path = Path.relative(top, below: outer.top) else { return changed(since: base) }
    return changed(since: outer.commit(ofSubmodule: path, in: base))
  }
}

extension ReviewScope {
  /// As it is given on the command line.
  fileprivate var option: String {
    switch self {
    case .all: ""
    case .since(let ref): "--since \(ref)"
    case .staged: "--staged"
    }
  }
}
