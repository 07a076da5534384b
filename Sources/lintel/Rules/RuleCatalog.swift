import LintelRules
import Linting

/// The rules there are: those of `Rules/` and the engine's own.
enum RuleCatalog {
  /// By id.
  static var all: [RuleMetadata] {
    (Rules.all.map { $0.rule.metadata } + EngineRule.allCases.map(\.metadata)).sorted { $0.id < $1.id }
  }

  static var ids: [String] { all.map(\.id) }

  static func isKnown(_ id: String) -> Bool { metadata(of: id) != nil }

  static func metadata(of id: String) -> RuleMetadata? {
    EngineRule(rawValue: id)?.metadata ?? Rules.all.first { $0.rule.metadata.id == id }?.rule.metadata
  }

  /// In Markdown.
  static func page(of id: String) -> String? {
    EngineRule(rawValue: id).map(EnginePages.page) ?? Rules.all.first { $0.rule.metadata.id == id }?.page
  }

  /// What to say of a rule that there is not.
  static func advice(for id: String) -> String {
    let ids = ids
    // Who types the beginning of a long id means it.
    let meant = Similar.nearest(to: id, among: ids) ?? (id.utf8.count > 3 ? ids.first { $0.hasPrefix(id) } : nil)
    return meant.map { "did you mean `\($0)`?" } ?? "`lintel rules` lists them all"
  }
}
