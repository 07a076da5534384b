import PostgresBehavior
import PostgresSyntax

/// Finds the statement that stands at a place, the innermost where bodies hold others.
struct StepPlaces {
  private let steps: [Step]
  /// By where they start, the outer ones first.
  private let order: [Int]

  init(_ steps: [Step]) {
    self.steps = steps
    order = steps.indices.sorted {
      let a = steps[$0].statement.span, b = steps[$1].statement.span
      return (a.start, -a.end, $0) < (b.start, -b.end, $1)
    }
  }

  func step(at offset: Int) -> Int? {
    var at = order.orderedIndex(where: { steps[$0].statement.span.start > offset })
    while at > 0 {
      at -= 1
      let step = order[at], span = steps[step].statement.span
      if span.contains(offset) { return step }
      // Statements of the file itself lie apart from each other.
      if steps[step].body == nil { return nil }
    }
    return nil
  }
}
