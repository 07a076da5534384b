extension [SourceFile] {
  /// Leaves those under review that a scope takes in.
  mutating func restrict(to scope: ReviewScope, readsStaged: Bool) throws(Failure) {
    if scope == .all { return }
    var checkouts = Checkouts(), changes: [String: Changes] = [:]
    for at in indices {
      guard case .path(let opened, let isLink) = self[at].origin else { continue }
      let real = Folder.realPath(opened) ?? opened, folder = Path.parent(of: real)
      guard let checkout = checkouts.around(folder) else { throw Failure("\(scope.option): \(self[at].path) is in no git checkout") }
      let own: Changes
      if let known = changes[checkout.top] { own = known } else { own = try Changes(in: checkout, scope) }
      changes[checkout.top] = own
      // A link is what git knows of it; the folders above it are where they are.
      let place = isLink ? real : Path.join(folder, Path.name(of: opened))
      guard let path = Path.relative(place, below: checkout.top), own.changed.contains(path) else {
        self[at].isReviewed = false
        continue
      }
      if scope == .staged, readsStaged, own.unstaged.contains(path), let text = checkout.stagedText(of: path) {
        self[at].origin = .staged(text, path: opened)
      }
    }
  }

  private struct Changes {
    var changed: Set<String>
    var unstaged: Set<String> = []

    init(in checkout: Checkout, _ scope: ReviewScope) throws(Failure) {
      guard case .since(let ref) = scope else {
        (changed, unstaged) = (checkout.staged, checkout.unstaged)
        return
      }
      guard checkout.knows(ref) else { throw Failure("--since \(ref): git knows no such branch or commit in \(checkout.top)") }
      guard let changed = checkout.changed(since: ref) else {
        throw Failure("--since \(ref): git finds no commit that it and HEAD have in common; a shallow clone has to fetch more of its history")
      }
      self.changed = changed
    }
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
