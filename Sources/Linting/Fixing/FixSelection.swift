import PostgresSyntax

/// Takes fixes of one text that leave each other alone: who comes first wins, the others wait for the next round.
struct FixSelection {
  /// Apart from each other, by place.
  private var taken: [Edit] = []

  /// False when a fix gets in the way of an earlier one.
  mutating func take(_ script: EditScript) -> Bool {
    guard script.edits.allSatisfy({ isFree($0) }) else { return false }
    for edit in script.edits { taken.insert(edit, at: firstIndex(endingAt: edit.span.end + 1)) }
    return true
  }

  /// Not even touching: at one place it matters which text comes first.
  private func isFree(_ edit: Edit) -> Bool {
    taken[firstIndex(endingAt: edit.span.start)...].prefix { $0.span.start <= edit.span.end }.allSatisfy {
      $0.span == edit.span && $0.mayFollowOthers && edit.mayFollowOthers
    }
  }

  /// The first of those taken that does not end before an offset.
  private func firstIndex(endingAt offset: Int) -> Int { taken.orderedIndex(where: { $0.span.end >= offset }) }
}
