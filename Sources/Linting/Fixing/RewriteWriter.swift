import PostgresBehavior
import PostgresSyntax

/// Turns the parts of a rewrite into text.
struct RewriteWriter {
  let rewrite: Rewrite
  let step: Step
  let context: RuleContext

  private enum Item {
    case original([Edit])
    /// With its `;`.
    case line(String)
  }

  /// Some parts in the place of the statement; what is kept of its text, with the comments in it, stays where it is.
  /// - Parameter settings: in force for the parts outside a block.
  /// - Parameter isApart: whether it waits for the fix of the statement before: what both put between them has to become one.
  /// - Parameter isOff: whether the timeouts are off before the statement already.
  /// - Parameter start: what stands before this offset is changed by others.
  func inPlace(
    _ parts: ArraySlice<Rewrite.Part>, _ settings: Settings, isApart: Bool = false, isOff: Bool = false, from start: Int = 0
  ) -> [Edit] {
    if isOff { return edits(items(parts, settings, isOff: true)) }
    let source = context.source, statement = step.statement, timeouts = timeouts(settings)
    let before = context.recent.suffix(timeouts.count + 1).map(\.lowered)
    if parts.first?.place == .outsideBlock, context.recent.suffix(timeouts.count).first.map({ context.shortTimeouts(in: $0.settings).isEmpty }) ?? false,
      let restored = RestoredTimeouts(endOf: before, timeouts, initial: context.session.initial) {
      return restored.statements.map { source.removal(of: $0) } + edits(items(parts, settings, isOff: true))
    }
    let edits = edits(items(parts, settings))
    guard isApart || !timeouts.isEmpty, before.last.map({ $0.statement.region.end < statement.region.start }) ?? false else { return edits }
    return touching(edits, from: start)
  }

  /// The same edits, with the gap before the statement in the first of them.
  private func touching(_ edits: [Edit], from offset: Int) -> [Edit] {
    // Those right above that wait themselves.
    let waiting = context.recent.reversed().prefix { $0.body == nil && $0.isCuredByConcurrently && !$0.isConcurrent }.last
    let start = context.source.startOfSuppressions(above: step.statement.span.start)
    let gap = Span(max(waiting?.statement.span.end ?? step.statement.region.start, offset), start)
    guard let first = edits.firstIndex(where: { $0.span.start == start }) else { return edits }
    var edits = edits
    edits[first] = .replace(Span(gap.start, edits[first].span.end), with: context.source[gap] + edits[first].text)
    return edits
  }

  private func edits(_ items: [Item]) -> [Edit] {
    let source = context.source, statement = step.statement
    let separator = "\n" + source.indentation(at: statement.span.start)
    var before: [String] = [], after: [String] = [], edits: [Edit]?
    for item in items {
      switch item {
      case .original(let own): edits = own
      case .line(let text): if edits == nil { before.append(text) } else { after.append(text) }
      }
    }
    guard let edits else {
      let text = before.joined(separator: separator)
      return [.replace(statement.span, with: statement.isTerminated ? String(text.dropLast()) : text)]
    }
    var all = edits
    if !before.isEmpty { all.insert(.insert(before.joined(separator: separator) + separator, at: source.startOfSuppressions(above: statement.span.start)), at: 0) }
    if !after.isEmpty {
      let appended = source.appending(source.indentation(at: statement.span.start) + after.joined(separator: separator), behind: statement)
      // Behind a statement without a semicolon both may stand at one place: its own words first.
      if let at = all.firstIndex(where: { $0.span == appended.span }) { all[at].text += appended.text } else { all.append(appended) }
    }
    return all
  }

  /// The same parts as lines for another place.
  /// - Parameter comments: whether those above and behind the statement come along.
  /// - Parameter isOff: whether the timeouts are off there already.
  func texts(_ parts: ArraySlice<Rewrite.Part>, _ settings: Settings, comments: Bool, isOff: Bool = false) -> [String] {
    let source = context.source
    return items(parts, settings, isOff: isOff).map { item in
      switch item {
      case .line(let text): return text
      case .original(let edits):
        let text = source.text(of: step.statement.span, after: edits) + ";"
        return comments ? source.comments(above: step.statement) + text + source.comment(behind: step.statement) : text
      }
    }
  }

  /// The timeouts that would stop a concurrent statement half-way, by the names of their settings.
  func timeouts(_ settings: Settings) -> [(setting: String, value: Settings.Timeout)] {
    rewrite.parts.contains { $0.place == .outsideBlock } ? context.shortTimeouts(in: settings) : []
  }

  private func items(_ parts: ArraySlice<Rewrite.Part>, _ settings: Settings, isOff wasOff: Bool = false) -> [Item] {
    let short = timeouts(settings)
    let off = short.map { Item.line(context.sql("SET \($0.setting) = 0;")) }
    let on = short.map { setting, value in Item.line(context.sql(context.restoring(setting, value))) }
    var items: [Item] = [], isOff = wasOff
    for part in parts {
      let isOutside = part.place == .outsideBlock
      if isOutside != isOff { items += isOutside ? off : on }
      isOff = isOutside
      switch part.text {
      case .original(let edits): items.append(.original(context.source.closing(edits, of: step.statement)))
      case .sql(let text): items.append(.line(text + ";"))
      }
    }
    return isOff ? items + on : items
  }
}
