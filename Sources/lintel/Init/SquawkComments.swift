import Linting
import Migrations
import PostgresSyntax

/// The comments of one migration that are orders to squawk, and Lintel's in their place.
struct SquawkComments {
  private enum Scope { case statement, file }

  private struct Order {
    var span: Span
    var scope: Scope
    /// As written; empty for all.
    var names: [String]
    var rules: [String]
    /// What stands behind another `--`: squawk does not read it.
    var reason: String
    var isBlock: Bool
  }

  private let source: SourceText
  private var orders: [Order] = []
  /// Whether squawk is told that the file runs in a transaction; nil where it is told nothing.
  private(set) var assumesTransaction: Bool?

  var count: Int { orders.count }

  init(in migration: Migration) {
    source = migration.source
    for span in source.comments(near: "squawk-", migration.statements) {
      let isBlock = source[span.start] == UInt8(ascii: "/")
      var text = Substring(source[span]).dropFirst(2)
      if isBlock { text = text.dropLast(2) }
      var reason = ""
      if let dashes = text.firstRange(of: "--") {
        reason = text[dashes.upperBound...].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        text = text[..<dashes.lowerBound]
      }
      var words = text.split { $0.isWhitespace || $0 == "," || $0 == ":" }.map(String.init)[...]
      switch words.popFirst() {
      case "squawk-ignore": add(span, .statement, words, reason, isBlock)
      case "squawk-ignore-file": add(span, .file, words, reason, isBlock)
      case "squawk-disable-assume-in-transaction": assumesTransaction = false
      case "squawk-enable-assume-in-transaction": assumesTransaction = true
      default: break
      }
    }
  }

  private mutating func add(_ span: Span, _ scope: Scope, _ words: ArraySlice<String>, _ reason: String, _ isBlock: Bool) {
    let names = words.prefix { SquawkRules.rules(for: $0) != nil }
    if names.isEmpty, scope == .statement || !words.isEmpty { return }
    let rules = unique(names.flatMap { SquawkRules.rules(for: $0) ?? [] })
    orders.append(Order(span: span, scope: scope, names: Array(names), rules: rules, reason: reason, isBlock: isBlock))
  }

  /// The text with Lintel's comments, which silence only what `findings` tells of the text with all of them: a comment that silences
  /// nothing would be a finding itself. Nil where nothing changes.
  /// - Parameter lint: what there is to say of another text of the same migration.
  func converted(_ lint: (SourceText) -> [Finding]) -> SourceText? {
    guard !orders.isEmpty else { return nil }
    var orders = orders
    let all = Set(lint(source).map(\.rule)).filter { EngineRule(rawValue: $0) == nil }.sorted()
    for at in orders.indices where orders[at].names.isEmpty { orders[at].rules = all }
    guard let (text, places) = text(orders) else { return nil }
    for finding in lint(text) where finding.rule == EngineRule.unusedSuppression.rawValue {
      let rule = text[finding.span]
      if let at = places.firstIndex(where: { $0.contains(finding.span.start) }) { orders[at].rules.removeAll { $0 == rule } }
    }
    return self.text(orders)?.text
  }

  private func text(_ orders: [Order]) -> (text: SourceText, places: [Span])? {
    var edits: [Edit] = [], places: [Span] = [], shift = 0
    for order in orders {
      let edit = order.rules.isEmpty ? Edit.delete(withItsLine(order.span)) : .replace(order.span, with: comment(order))
      edits.append(edit)
      let start = edit.span.start + shift
      places.append(Span(start, start + edit.text.utf8.count))
      shift += edit.text.utf8.count - edit.span.length
    }
    return source.replacing(edits).map { ($0, places) }
  }

  private func comment(_ order: Order) -> String {
    let kind = order.scope == .file ? "ignore-file" : "ignore", rules = order.rules.joined(separator: ", ")
    let origin = "taken over from squawk-\(kind)\(order.names.isEmpty ? "" : " " + order.names.joined(separator: ", "))"
    let reason = order.reason.isEmpty ? origin : "\(order.reason) (\(origin))"
    return order.isBlock ? "/* lintel: \(kind)[\(rules)] \(reason) */" : "-- lintel: \(kind)[\(rules)] \(reason)"
  }

  /// A comment that has its line to itself takes it along.
  private func withItsLine(_ span: Span) -> Span {
    let line = source.span(ofLine: source.line(at: span.start))
    let before = source[Span(line.start, span.start)], after = source[Span(span.end, line.end)]
    guard (before + after).allSatisfy(\.isWhitespace), span.end <= line.end else { return span }
    var end = line.end
    if source[end] == 0x0d { end += 1 }
    if source[end] == 0x0a { end += 1 }
    return Span(line.start, end)
  }

  private func unique(_ rules: [String]) -> [String] { Array(Set(rules)).sorted() }
}
