import Migrations
public import PostgresBehavior
public import PostgresSyntax

extension LintInput {
  /// How the statements of the file reach the server: as the configuration says, else as its runner sends them.
  public func delivery(of statements: [Statement]) -> Delivery {
    if let wrapping = options.wrapping { return Delivery(wrapping, statementCount: statements.count) }
    guard let sections = migration.sections else { return Delivery(.none, statementCount: statements.count) }
    var units: [Delivery.Unit] = [], next = 0
    /// The number of statements from here to an offset.
    func count(to end: Int) -> Int {
      let first = next
      while next < statements.count, statements[next].span.start < end { next += 1 }
      return next - first
    }
    for (number, section) in sections.enumerated() {
      let isWrapped = section.transaction != .none
      func add(_ start: Int, _ sending: Delivery.Unit.Sending, to end: Int) {
        units.append(Delivery.Unit(start: start, sending, statementCount: count(to: end), isWrapped: isWrapped, section: number))
      }
      switch section.sending {
      case .statements: add(section.span.start, .statements, to: section.span.end)
      case .whole: add(section.span.start, .simpleQuery, to: section.span.end)
      case .pipeline: add(section.span.start, .pipeline, to: section.span.end)
      case .pieces(let pieces):
        for (at, start) in pieces.enumerated() { add(start, .simpleQuery, to: at + 1 < pieces.count ? pieces[at + 1] : section.span.end) }
      }
    }
    return Delivery(units.filter { $0.statementCount > 0 })
  }
}
