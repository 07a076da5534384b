/// The JSON Schema of a `lintel.toml`, made of the questions that its reader asks.
enum ConfigurationSchema {
  /// Ready to be written to a file: the one in `Documentation` is this.
  static var text: String {
    var text = "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n  \"title\": \"Lintel's configuration\",\n"
    text += "  " + members(of: ConfigurationReader.outline, at: [], indent: 2) + "\n}\n"
    return text
  }

  private static func members(of outline: SchemaOutline, at path: [String], indent: Int) -> String {
    let blanks = String(repeating: " ", count: indent)
    let properties = outline.keys.map { key, node in
      "\(blanks)  \(quoted(key)): \(object(node, at: path + [key], indent: indent + 2))"
    }
    // An override without patterns is for no file.
    let required = path == ["override"] ? "\n\(blanks)\"required\": [\"paths\"]," : ""
    return "\"type\": \"object\",\(required)\n\(blanks)\"additionalProperties\": false,\n\(blanks)\"properties\": {\n"
      + properties.joined(separator: ",\n") + "\n\(blanks)}"
  }

  private static func object(_ node: SchemaNode, at path: [String], indent: Int) -> String {
    let description = description(at: path).map { "\"description\": \(quoted($0)), " } ?? ""
    switch node {
    case .section(let outline, let isList):
      let blanks = String(repeating: " ", count: indent + 2)
      let head = description.isEmpty ? "" : "\(blanks)\(description.dropLast(2)),\n"
      if isList {
        let inner = String(repeating: " ", count: indent + 4)
        return "{\n\(head)\(blanks)\"type\": \"array\",\n\(blanks)\"items\": {\n\(inner)\(members(of: outline, at: path, indent: indent + 4))\n\(blanks)}\n"
          + String(repeating: " ", count: indent) + "}"
      }
      return "{\n\(head)\(blanks)\(members(of: outline, at: path, indent: indent + 2))\n" + String(repeating: " ", count: indent) + "}"
    default: return "{ \(description)\(type(node)) }"
    }
  }

  private static func type(_ node: SchemaNode) -> String {
    switch node {
    case .text: #""type": "string", "minLength": 1"#
    case .texts: #""type": "array", "items": { "type": "string", "minLength": 1 }"#
    case .flag: #""type": "boolean""#
    case .number(let range): "\"type\": \"integer\", \"minimum\": \(range.lowerBound), \"maximum\": \(range.upperBound)"
    case .words(let words): "\"enum\": [\(words.map(quoted).joined(separator: ", "))]"
    // A number is one of milliseconds.
    case .time: #""type": ["string", "integer"], "minimum": 0, "pattern": "^ *[0-9.]+ *(us|ms|s|min|h|d)? *$""#
    case .version: #""type": "string", "pattern": "^[0-9]""#
    case .section: #""type": "object""#
    }
  }

  /// For a rule its summary; for a tool's setting its tool.
  private static func description(at path: [String]) -> String? {
    // An override says the same things as the file.
    let path = path.first == "override" && path.count > 1 ? Array(path.dropFirst()) : path
    if path.count == 2, path[0] == "rules" { return RuleCatalog.metadata(of: path[1])?.summary }
    return words[path.joined(separator: ".")]
  }

  private static let words = [
    "extend": "Another lintel.toml to start from.",
    "paths": "What `lintel check` looks at without a path; in an override, the patterns of the files it is for.",
    "exclude": "Patterns of files and folders that are never looked at, also when they are named.",
    "fail-on": "From which severity on findings make the exit code 1.",
    "first-migration": "Migrations before this one have run: they are replayed for the schema, and nothing is said about them.",
    "python": "The Python of Django projects.",
    "postgres": "The major version of the server.",
    "transaction": "How a file is run, where it is not as its tool does it.",
    "runner": "The migration tool, where Lintel does not see it by itself.",
    "runners": "What no file of a migration tool shows.",
    "preset": "Which rules are on without being named: strict turns the notes on.",
    "rules": "Severities of rules, or off.",
    "session": "What the tool's role or connection has already set.",
    "session.lock_timeout": "How long a statement waits for a lock.",
    "session.statement_timeout": "How long a statement runs.",
    "session.timezone": "The time zone, which decides about some changes of type.",
    "tables": "Tables by `name` or `schema.name`; * and ? stand for characters.",
    "tables.large": "Findings that block one of these say so first.",
    "tables.small": "Findings that block only these are notes.",
    "override": "Other values for some files.",
  ]

  private static func quoted(_ text: String) -> String { ConfigurationText.quoted(text) }
}
