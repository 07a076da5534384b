import PostgresSyntax
import TOMLKit

/// A `lintel.toml` while it is read: its text, where things are in it, and what is wrong with it so far.
final class TOMLDocument {
  /// As it is shown.
  let path: String
  /// The absolute path of its folder.
  let folder: String
  private let places: TOMLPlaces
  private let source: SourceText
  private(set) var problems: [ConfigurationProblem] = []

  init(source: SourceText, path: String, folder: String) {
    self.source = source
    self.path = path
    self.folder = folder
    places = TOMLPlaces(of: source)
  }

  enum Part { case key, value }

  func report(_ message: String, at place: [TOMLPlaces.Step], _ part: Part) {
    problems.append(ConfigurationProblem(path: path, position: position(of: place, part), message: message))
  }

  func position(of place: [TOMLPlaces.Step], _ part: Part) -> Position {
    // A key that was not found, which should not be, is looked for in its table.
    var place = place
    while !place.isEmpty {
      if let found = places.all[place] { return source.position(at: part == .key ? found.key : found.value) }
      place.removeLast()
    }
    return source.position(at: 0)
  }

  func origin(of place: [TOMLPlaces.Step]) -> Origin { .file(path, line: position(of: place, .key).line) }

  /// A value as a message quotes it.
  static func described(_ value: any TOMLValueConvertible) -> String {
    if let text = value.string { return "\"\(text)\"" }
    if let number = value.int { return String(number) }
    if let number = value.double { return String(number) }
    if let flag = value.bool { return String(flag) }
    if value.array != nil { return "a list" }
    if value.table != nil { return "a table" }
    return "a date"
  }
}
