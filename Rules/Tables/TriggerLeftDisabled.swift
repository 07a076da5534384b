import Linting
import PostgresBehavior
import PostgresSyntax

/// `DISABLE TRIGGER`, `DISABLE RULE` or `DISABLE ROW LEVEL SECURITY` that nothing takes back.
struct TriggerLeftDisabled: Rule {
  static let metadata = RuleMetadata(
    id: "trigger-left-disabled",
    summary: "a trigger, a rule or row security is switched off and not on again",
    severity: .warning, fix: .plan)

  func check(_ run: MigrationRun, in context: RuleContext) -> [Finding] {
    guard run.record.having(.altersOtherwise).contains(where: { $0.operations.contains { $0.as(AlterTableCommand.self)?.switchesOff ?? false } }) else { return [] }
    let left = context.schema.allTables.filter { !context.schema.isNew($0.name) && !$0.isTemporary }
      .flatMap { table in table.disabled.filter { $0.origin.migration == context.schema.migration }.map { (table: table, disabled: $0) } }
    // A partition has what its parent has.
    let own = left.filter { one in !left.contains { $0.disabled == one.disabled && $0.table.name == one.table.parent } }
    return own.sorted { ($0.disabled.origin.span.start, $0.disabled.subcommand) < ($1.disabled.origin.span.start, $1.disabled.subcommand) }
      .compactMap { finding($0.disabled, of: $0.table, context) }
  }

  private func finding(_ disabled: Disabled, of table: Table, _ context: RuleContext) -> Finding? {
    guard let step = context.earlier(at: disabled.origin.span) else { return nil }
    let commands = step.operations.lazy.compactMap { $0.as(AlterTableCommand.self) }
    guard let command = commands.first(where: { $0.target.subcommand == disabled.subcommand }) else { return nil }
    let layout = context.layout(of: step)
    return Finding(
      .stays(disabled.part, of: table.name), at: layout.subcommand(command.target), note: .note(disabled.part),
      help: .enable(disabled.part, of: table.name), fix: plan(disabled.part, of: table.name))
  }
}

extension TriggerLeftDisabled {
  private func plan(_ part: Disabled.Part, of table: RelationName) -> Fix {
    .plan(.switchOn, [Fix.Step("behind the last statement that needs it off, in the same transaction", sql: "ALTER TABLE \(table.sql) ENABLE \(part.words);")])
  }
}

extension Disabled.Part {
  fileprivate var words: String {
    switch self {
    case .trigger(let name): "TRIGGER \(Identifier.sql(name))"
    case .allTriggers: "TRIGGER ALL"
    case .userTriggers: "TRIGGER USER"
    case .rule(let name): "RULE \(Identifier.sql(name))"
    case .rowSecurity: "ROW LEVEL SECURITY"
    }
  }
}

extension AlterTableCommand {
  fileprivate var switchesOff: Bool { switchedPart != nil && subtype.hasPrefix("Disable") }
}

extension Finding.Message {
  fileprivate static let switchOn: Self = "switch it on again"
  fileprivate static func stays(_ part: Disabled.Part, of table: RelationName) -> Self {
    switch part {
    case .trigger(let name): "the trigger `\(name)` of `\(table)` stays off"
    case .allTriggers: "all triggers of `\(table)`, those of its foreign keys too, stay off"
    case .userTriggers: "all triggers of `\(table)` but those of foreign keys stay off"
    case .rule(let name): "the rule `\(name)` of `\(table)` stays off"
    case .rowSecurity: "row security of `\(table)` stays off: everybody who may read the table sees every row"
    }
  }

  fileprivate static func note(_ part: Disabled.Part) -> Self? {
    switch part {
    case .trigger, .userTriggers: "it is off for every session until it is switched on, and what was written meanwhile is not made up for"
    case .allTriggers: "foreign keys are checked by triggers: rows that break them get in, and nobody looks at those later"
    case .rule: "it is off for every session until it is switched on"
    case .rowSecurity: "its policies are kept, but not asked"
    }
  }

  fileprivate static func enable(_ part: Disabled.Part, of table: RelationName) -> Self {
    "`ALTER TABLE \(table.sql) ENABLE \(part.words)` when the work is done, in the same transaction if there is one"
  }
}
