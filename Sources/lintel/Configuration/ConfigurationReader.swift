import Linting
import Migrations
import PostgresSyntax
import TOMLKit

/// Reads one `lintel.toml`. It goes on behind a mistake, so that all of them are told at once.
struct ConfigurationReader {
  /// What a file says by itself.
  struct Result {
    var configuration: Configuration
    /// The file it extends, as it is written, and where.
    var extends: (path: String, position: Position)?
    var problems: [ConfigurationProblem]
  }

  /// Reads the bytes of a file whose absolute path and shown path are given.
  static func read(_ bytes: consuming [UInt8], absolute: String, shown: String) -> Result {
    func failure(_ message: String, _ position: Position?) -> Result {
      Result(configuration: Configuration(path: shown), problems: [ConfigurationProblem(path: shown, position: position, message: message)])
    }
    if let problem = Encoding.problem(in: bytes) { return failure(problem.text(in: bytes), nil) }
    let source = SourceText(utf8: bytes)
    do {
      let table = try TOMLTable(string: source[source.span])
      let document = TOMLDocument(source: source, path: shown, folder: Path.parent(of: absolute))
      return read(TOMLSection(table, in: document))
    } catch let error as TOMLParseError {
      let begin = error.source.begin
      return failure(phrase(error.description), Position(line: begin.line, column: begin.column, offset: 0))
    } catch {
      return failure("is not TOML", nil)
    }
  }

  /// What it would read, were it there: the same questions, put to an empty file.
  static var outline: SchemaOutline {
    let outline = SchemaOutline()
    let document = TOMLDocument(source: SourceText(""), path: "", folder: "/")
    _ = read(TOMLSection(TOMLTable(), in: document, outline: outline))
    return outline
  }

  private static func read(_ section: consuming TOMLSection) -> Result {
    var section = section
    let document = section.document
    let extends = section.value("extend", .text)
    let paths = section.texts("paths", of: "paths")
    let exclude = section.texts("exclude", of: "patterns")
    let failOn: Sourced<FailOn>? = section.value("fail-on", .word)
    let layer = layer(&section)
    // A name alone is looked up as the shell does it.
    let python = section.value("python", .text).map { python in
      Sourced(python.value.utf8.contains(UInt8(ascii: "/")) ? Path.absolute(python.value, in: document.folder) : python.value, python.origin)
    }
    let overrides = section.sections("override").map { override($0) }
    section.reportUnknownKeys { key in
      if ["lock_timeout", "statement_timeout", "timezone"].contains(key) { return "session" }
      if ["large", "small"].contains(key) { return "tables" }
      return RuleCatalog.isKnown(key) ? "rules" : nil
    }
    let configuration = Configuration(
      path: document.path, layer: layer,
      paths: paths.map { Sourced(Configuration.Paths(paths: $0.value, folder: document.folder), $0.origin) },
      exclude: exclude.map { Sourced(patterns($0.value, document), $0.origin) }, failOn: failOn, overrides: overrides, python: python)
    return Result(
      configuration: configuration, extends: extends.map { ($0.value, document.position(of: section.place(of: "extend"), .value)) },
      problems: document.problems.sorted { ($0.position?.offset ?? 0) < ($1.position?.offset ?? 0) })
  }

  private static func override(_ section: consuming TOMLSection) -> Configuration.Override {
    var section = section
    let paths = section.texts("paths", of: "patterns")
    let layer = layer(&section)
    section.reportUnknownKeys()
    if !section.keys.contains("paths") { section.report("`[[override]]` needs `paths`, the patterns of the files it is for") }
    return Configuration.Override(patterns: patterns(paths?.value ?? [], section.document), layer: layer, origin: section.origin)
  }

  /// The keys that a file as a whole and an override have in common.
  private static func layer(_ section: inout TOMLSection) -> Layer {
    var layer = Layer()
    layer.postgres = section.value("postgres", .version)
    layer.transaction = section.value("transaction", .word)
    layer.runner = section.value("runner", .runner)
    if var runners = section.section("runners") { layer.runnerSettings = runnerSettings(&runners) }
    layer.firstMigration = section.value("first-migration", .text)
    layer.preset = section.value("preset", .word)
    if var rules = section.section("rules") {
      for id in rules.keys(of: RuleCatalog.ids) {
        if RuleCatalog.isKnown(id) {
          layer.rules[id] = rules.value(id, .word)
        } else {
          rules.report("unknown rule `\(id)`; \(RuleCatalog.advice(for: id))", at: id)
        }
      }
    }
    if var session = section.section("session") {
      layer.lockTimeout = session.value("lock_timeout", .timeout)
      layer.statementTimeout = session.value("statement_timeout", .timeout)
      layer.timeZone = session.value("timezone", .text)
      session.reportUnknownKeys()
    }
    if var tables = section.section("tables") {
      layer.large = tables.texts("large", of: "table names")
      layer.small = tables.texts("small", of: "table names")
      tables.reportUnknownKeys()
    }
    return layer
  }

  /// `[runners]`: what no file of a tool shows.
  private static func runnerSettings(_ section: inout TOMLSection) -> [String: Sourced<String>] {
    var settings: [String: Sourced<String>] = [:]
    for name in section.keys(of: Runners.names.filter { Runners.named($0)?.settings.isEmpty == false }) {
      guard let tool = Runners.named(name) else {
        let advice = Similar.nearest(to: name, among: Runners.names).map { "; did you mean `\($0)`?" } ?? ""
        section.report("unknown runner `\(name)`\(advice)", at: name)
        continue
      }
      guard var own = section.section(name) else { continue }
      for setting in tool.settings { settings["\(name).\(setting.key)"] = own.value(setting.key, .setting(setting.kind)) }
      own.reportUnknownKeys()
    }
    return settings
  }

  private static func patterns(_ texts: [String], _ document: TOMLDocument) -> [PathPattern] {
    texts.map { PathPattern($0, in: document.folder) }
  }

  /// toml++ says `Error while parsing …`; that it is an error is said already.
  private static func phrase(_ text: String) -> String {
    let line = text.prefix { $0 != "\n" }
    let rest = line.hasPrefix("Error ") ? line.dropFirst(6) : line
    return rest.prefix(1).lowercased() + rest.dropFirst()
  }
}
