/// What a value of a `lintel.toml` has to be, as JSON Schema says it.
enum SchemaNode {
  case text
  case texts
  case flag
  case number(ClosedRange<Int>)
  case words([String])
  case time
  case version
  case section(SchemaOutline, isList: Bool)
}
