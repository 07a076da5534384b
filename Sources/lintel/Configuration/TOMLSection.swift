import Linting
import TOMLKit

/// A table of a `lintel.toml` while it is read. It remembers which keys were asked for; the others are unknown.
struct TOMLSection {
  let document: TOMLDocument
  private let table: TOMLTable
  private let place: [TOMLPlaces.Step]
  private var known: [String] = []
  /// What is asked for, when the questions and not the answers are wanted.
  private let outline: SchemaOutline?

  init(_ table: TOMLTable, at place: [TOMLPlaces.Step] = [], in document: TOMLDocument, outline: SchemaOutline? = nil) {
    self.table = table
    self.place = place
    self.document = document
    self.outline = outline
  }

  /// The keys as they are written.
  var keys: [String] { table.keys }

  /// The keys as they are written, of a section whose keys are names that there are elsewhere.
  func keys(of names: @autoclosure () -> [String]) -> [String] { outline == nil ? table.keys : names() }

  /// Where the section itself starts.
  var origin: Origin { document.origin(of: place) }

  mutating func value<Value>(_ key: String, _ kind: ValueKind<Value>) -> Sourced<Value>? {
    outline?.note(key, kind.schema)
    guard let value = find(key) else { return nil }
    return read(value, kind, named: "`\(key)`", at: place(of: key))
  }

  /// A list of texts, none of them empty.
  mutating func texts(_ key: String, of what: String) -> Sourced<[String]>? {
    outline?.note(key, .texts)
    guard let value = find(key) else { return nil }
    guard let list = value.array else {
      document.report("`\(key)` must be a list of \(what), not \(TOMLDocument.described(value))", at: place(of: key), .value)
      return nil
    }
    let texts = list.enumerated().compactMap { index, element in
      read(element, .text, named: "an entry of `\(key)`", at: place(of: key) + [.index(index)])?.value
    }
    return Sourced(texts, document.origin(of: place(of: key)))
  }

  mutating func section(_ key: String) -> TOMLSection? {
    if let outline { return TOMLSection(table, at: place(of: key), in: document, outline: outline.below(key, isList: false)) }
    guard let value = find(key) else { return nil }
    guard let table = value.table else {
      document.report("`\(key)` must be a table, not \(TOMLDocument.described(value))", at: place(of: key), .value)
      return nil
    }
    return TOMLSection(table, at: place(of: key), in: document)
  }

  /// The tables of `[[key]]`.
  mutating func sections(_ key: String) -> [TOMLSection] {
    if let outline { return [TOMLSection(table, at: place(of: key), in: document, outline: outline.below(key, isList: true))] }
    guard let value = find(key) else { return [] }
    guard let list = value.array else {
      document.report("`\(key)` must be written `[[\(key)]]`", at: place(of: key), .value)
      return []
    }
    return list.enumerated().compactMap { index, element in
      let place = place(of: key) + [.index(index)]
      if let table = element.table { return TOMLSection(table, at: place, in: document) }
      document.report("`\(key)` must be written `[[\(key)]]`", at: place, .value)
      return nil
    }
  }

  /// Reports the keys that nobody asked for. `home` names the section that a misplaced key belongs to.
  func reportUnknownKeys(home: (String) -> String? = { _ in nil }) {
    for key in table.keys where !known.contains(key) {
      let advice = Similar.nearest(to: key, among: known).map { "did you mean `\($0)`?" } ?? home(key).map { "it belongs in `[\($0)]`" }
      document.report("unknown key `\(key)`" + (advice.map { "; \($0)" } ?? ""), at: place(of: key), .key)
    }
  }

  func report(_ message: String, at key: String) { document.report(message, at: place(of: key), .key) }
  /// Reports something about the section as a whole.
  func report(_ message: String) { document.report(message, at: place, .key) }

  private mutating func find(_ key: String) -> (any TOMLValueConvertible)? {
    known.append(key)
    return table[key]
  }

  private func read<Value>(
    _ value: any TOMLValueConvertible, _ kind: ValueKind<Value>, named name: String, at place: [TOMLPlaces.Step]
  ) -> Sourced<Value>? {
    if let read = kind.read(value) { return Sourced(read, document.origin(of: place)) }
    let meant = value.string.flatMap { Similar.nearest(to: $0, among: kind.words) }.map { "; did you mean \"\($0)\"?" } ?? ""
    document.report("\(name) must be \(kind.expectation), not \(TOMLDocument.described(value))\(meant)", at: place, .value)
    return nil
  }

  func place(of key: String) -> [TOMLPlaces.Step] { place + [.key(key)] }
}
