/// The keys that are asked for in a section, in the order of the questions.
final class SchemaOutline {
  private(set) var keys: [(name: String, node: SchemaNode)] = []

  func note(_ key: String, _ node: SchemaNode) {
    if !keys.contains(where: { $0.name == key }) { keys.append((key, node)) }
  }

  func below(_ key: String, isList: Bool) -> SchemaOutline {
    let outline = SchemaOutline()
    note(key, .section(outline, isList: isList))
    return outline
  }
}
