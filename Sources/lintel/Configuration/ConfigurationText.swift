/// What is in force, written as a `lintel.toml` with comments that tell where each value comes from.
struct ConfigurationText {
  private var sections: [(header: String?, lines: [(text: String, origin: Origin)])] = [(nil, [])]

  static func text(_ settings: FileSettings, _ configuration: Configuration, path: String, absolute: String, isFolder: Bool) -> String {
    var made = ConfigurationText()
    made.add(settings, configuration)
    var text = "# in force for \(path)\(configuration.path.map { ", from \($0)" } ?? ", without a lintel.toml")\n"
    if configuration.excludes(absolute) { text += "# it is excluded\n" }
    text += made.rendered
    // A folder's files may fall under more than the folder does.
    let applied = configuration.overrides(of: absolute)
    for (number, override) in configuration.overrides.enumerated() where isFolder && !applied.contains(number) {
      text += "\n# files that match \(list(override.patterns.map(\.text))) have an override of their own: \(override.origin.text)\n"
    }
    return text
  }

  private mutating func add(_ settings: FileSettings, _ configuration: Configuration) {
    let layer = settings.layer
    add("postgres", layer.postgres) { String($0.major) }
    add("transaction", layer.transaction) { Self.quoted($0.rawValue) }
    add("runner", layer.runner) { Self.quoted($0) }
    add("first-migration", layer.firstMigration) { Self.quoted($0) }
    add("preset", layer.preset) { Self.quoted($0.rawValue) }
    add("fail-on", settings.failOn) { Self.quoted($0.rawValue) }
    add("paths", configuration.paths) { Self.list($0.paths) }
    add("python", configuration.python) { Self.quoted($0) }
    add("exclude", configuration.exclude) { Self.list($0.map(\.text)) }
    begin("rules")
    for (id, level) in layer.rules.sorted(by: { $0.key < $1.key }) { add(id, level) { Self.quoted($0.rawValue) } }
    begin("runners")
    for (key, value) in layer.runnerSettings.sorted(by: { $0.key < $1.key }) { add(key, value) { ["true", "false"].contains($0) ? $0 : Self.quoted($0) } }
    begin("tables")
    add("large", layer.large) { Self.list($0) }
    add("small", layer.small) { Self.list($0) }
    begin("session")
    add("lock_timeout", layer.lockTimeout) { Self.quoted($0.shown) }
    add("statement_timeout", layer.statementTimeout) { Self.quoted($0.shown) }
    add("timezone", layer.timeZone) { Self.quoted($0) }
  }

  private mutating func begin(_ header: String) { sections.append((header, [])) }

  private mutating func add<Value>(_ key: String, _ value: Sourced<Value>?, _ shown: (Value) -> String) {
    guard let value else { return }
    sections[sections.count - 1].lines.append(("\(key) = \(shown(value.value))", value.origin))
  }

  private var rendered: String {
    let width = sections.flatMap(\.lines).map(\.text.count).filter { $0 <= 60 }.max() ?? 0
    return sections.filter { !$0.lines.isEmpty }.map { section in
      let lines = section.lines.map { line in
        line.text + String(repeating: " ", count: max(0, width - line.text.count)) + "  # \(line.origin.text)\n"
      }
      return (section.header.map { "\n[\($0)]\n" } ?? "") + lines.joined()
    }.joined()
  }

  private static func list(_ texts: [String]) -> String { "[" + texts.map(quoted).joined(separator: ", ") + "]" }

  /// As TOML writes text.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for sign in text.unicodeScalars {
      switch sign {
      case "\"", "\\": quoted += "\\" + String(sign)
      case _ where sign.value < 0x20 || sign.value == 0x7f:
        let digits = String(sign.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: quoted.unicodeScalars.append(sign)
      }
    }
    return quoted + "\""
  }
}
