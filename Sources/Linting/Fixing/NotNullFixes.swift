public import PostgresBehavior
import PostgresSyntax

/// How columns become NOT NULL while others read and write.
extension RuleContext {
  /// A NOT VALID constraint that would prove a column NOT NULL.
  public func waitingProof(of column: String, _ table: RelationName) -> Constraint? {
    schema.table(table)?.constraints.first { !$0.isValid && $0.isEnforced && $0.provesNotNull.contains(column) }
  }

  /// The names that NOT NULL constraints of some columns would get (18).
  public func notNullNames(_ columns: [String], _ table: RelationName) -> [String] { names("not_null", columns, table) }

  /// Statements that prove some columns NOT NULL in the place where the one in hand stands, and make them so.
  public func provingNotNull(_ columns: [String], _ target: AlterTarget) -> [Rewrite.Part] {
    let waiting = columns.compactMap { waitingProof(of: $0, target.relation) }
    let bare = columns.filter { waitingProof(of: $0, target.relation) == nil }
    var parts: [Rewrite.Part] = []
    if !bare.isEmpty {
      // A column that nobody told of may be NOT NULL already, under another name.
      let isKnown = bare.allSatisfy { schema.table(target.relation)?.column($0) != nil }
      parts = version >= 18 && isKnown ? constraining(bare, target) : checking(bare, target)
    }
    if !waiting.isEmpty { parts.insert(.sql(alter(target, waiting.map { sql("VALIDATE CONSTRAINT ") + Identifier.sql($0.name) }), .ownTransaction), at: 0) }
    return parts
  }

  private func constraining(_ columns: [String], _ target: AlterTarget) -> [Rewrite.Part] {
    let names = notNullNames(columns, target.relation)
    return [
      .sql(alter(target, zip(names, columns).map { sql("ADD CONSTRAINT ") + Identifier.sql($0) + sql(" NOT NULL ") + Identifier.sql($1) + sql(" NOT VALID") })),
      .sql(alter(target, names.map { sql("VALIDATE CONSTRAINT ") + Identifier.sql($0) }), .ownTransaction),
    ]
  }

  private func checking(_ columns: [String], _ target: AlterTarget) -> [Rewrite.Part] {
    let (before, after) = checks(columns, target)
    return before + [.sql(alter(target, columns.map { sql("ALTER COLUMN ") + Identifier.sql($0) + sql(" SET NOT NULL") }), .ownTransaction), after]
  }

  /// Statements that put a valid CHECK beside each column, and one that takes them away.
  public func checks(_ columns: [String], _ target: AlterTarget) -> (before: [Rewrite.Part], after: Rewrite.Part) {
    let names = names("nn", columns, target.relation)
    let adding = zip(names, columns).map { name, column -> Finding.Message in
      "\(sql("ADD CONSTRAINT "))\(Identifier.sql(name))\(sql(" CHECK ("))\(Identifier.sql(column))\(sql(" IS NOT NULL) NOT VALID"))"
    }.map(\.description)
    return (
      [.sql(alter(target, adding)), .sql(alter(target, names.map { sql("VALIDATE CONSTRAINT ") + Identifier.sql($0) }), .ownTransaction)],
      .sql(alter(target, names.map { sql("DROP CONSTRAINT ") + Identifier.sql($0) }), .ownTransaction)
    )
  }

  /// `ALTER TABLE t a, b`
  public func alter(_ target: AlterTarget, _ subcommands: [String]) -> String {
    let text: Finding.Message = "\(alterTable(target)) \(subcommands.joined(separator: ", "))"
    return text.description
  }

  private func names(_ label: String, _ columns: [String], _ table: RelationName) -> [String] {
    // What the same statement adds or drops has its name until then.
    var taken = Set((step?.operations ?? []).compactMap { $0.as(AddConstraint.self)?.constraint.name })
    return columns.map { column in
      let name = ObjectName.constraint(label, of: column, on: table, in: schema, besides: taken)
      taken.insert(name)
      return name
    }
  }
}
