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
  func inPlace(_ parts: ArraySlice<Rewrite.Part>, _ settings: Settings) -> [Edit] {
    let items = items(parts, settings), source = context.source, statement = step.statement
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
    if !before.isEmpty { all.insert(.insert(before.map { $0 + separator }.joined(), at: statement.span.start), at: 0) }
    if !after.isEmpty { all.append(source.appending(after.joined(separator: separator), behind: statement)) }
    return all
  }

  /// The same parts as lines for another place.
  /// - Parameter comments: whether those above and behind the statement come along.
  func texts(_ parts: ArraySlice<Rewrite.Part>, _ settings: Settings, comments: Bool) -> [String] {
    let source = context.source
    return items(parts, settings).map { item in
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

  private func items(_ parts: ArraySlice<Rewrite.Part>, _ settings: Settings) -> [Item] {
    let short = timeouts(settings)
    let off = short.map { Item.line(context.sql("SET \($0.setting) = 0;")) }
    let on = short.map { setting, value in Item.line(context.sql(context.restoring(setting, value))) }
    var items: [Item] = [], isOff = false
    for part in parts {
      let isOutside = part.place == .outsideBlock
      if isOutside != isOff { items += isOutside ? off : on }
      isOff = isOutside
      switch part.text {
      case .original(let edits): items.append(.original(edits))
      case .sql(let text): items.append(.line(text + ";"))
      }
    }
    return isOff ? items + on : items
  }
}
