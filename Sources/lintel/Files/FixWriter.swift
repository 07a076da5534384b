import Linting
import PostgresSyntax

/// Writes a file that was fixed, and those that come, go or change with it: all of them or none.
struct FixWriter {
  /// What takes back what was done so far, the last first.
  private var undo: [() -> Void] = []
  /// Which file could not be written, as it is shown, and why.
  private(set) var failure: (path: String, problem: String)?

  /// - Parameter path: by which the migration was opened.
  init(_ file: FixedFile, at path: String) {
    let folder = Path.parent(of: path)
    func place(_ beside: ChangedFile) -> String { folder.isEmpty || folder == "." ? beside.relativePath : Path.join(folder, beside.relativePath) }
    // What is new comes first: a migration that lacks what was cut off would be silent about it.
    for beside in file.besides {
      if let new = beside.new { put(new, insteadOf: beside.old, at: place(beside), shown: beside.path) }
    }
    if !file.isGone, file.source !== file.migration.source { put(file.source, insteadOf: file.migration.source, at: path, shown: file.migration.path) }
    for beside in file.besides where beside.new == nil && failure == nil {
      guard let old = beside.old else { continue }
      let place = place(beside)
      note(FileRewriter.remove(place, insteadOf: old), beside.path) { _ = FileRewriter.create(old, at: place) }
    }
    if failure != nil { for step in undo.reversed() { step() } }
  }

  private mutating func put(_ new: SourceText, insteadOf old: SourceText?, at place: String, shown: String) {
    guard failure == nil else { return }
    if let old {
      note(FileRewriter.write(new, to: place, insteadOf: old), shown) { _ = FileRewriter.write(old, to: place, insteadOf: new) }
    } else {
      note(FileRewriter.create(new, at: place), shown) { _ = FileRewriter.remove(place, insteadOf: new) }
    }
  }

  private mutating func note(_ problem: String?, _ path: String, undoing step: @escaping () -> Void) {
    if let problem { failure = (path, problem) } else { undo.append(step) }
  }
}
