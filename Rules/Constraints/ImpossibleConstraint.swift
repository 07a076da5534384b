import Linting
import PostgresBehavior
import PostgresSyntax

/// A constraint that PostgreSQL refuses.
struct ImpossibleConstraint: Rule {
  static let metadata = RuleMetadata(
    id: "impossible-constraint", summary: "PostgreSQL refuses the constraint, so the migration fails", severity: .error, fix: .plan)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    if step.traits.isDisjoint(with: [.addsConstraints, .setsNotNull]) { return [] }
    return step.operations.compactMap { operation in
      if let added = operation.as(AddConstraint.self), let refusal = added.refusal(in: context.schema, context.version) {
        return Finding(
          .fails(refusal, added), at: place(refusal, added, context.layout), note: .refusal(refusal),
          help: .wayOut(refusal, added.target.relation), fix: fix(refusal, added, context))
      }
      if let set = operation.as(SetNotNull.self), let partition = set.refusingPartition(in: context.schema, context.version) {
        return Finding(
          .fails(set, partition, context.version), at: context.layout.word("only") ?? context.layout.subcommand(set.target),
          note: "a partition cannot take NULLs that its parent refuses", help: .withoutOnly, fix: withoutOnly(context))
      }
      return nil
    }
  }

  private func fix(_ refusal: ConstraintRefusal, _ added: AddConstraint, _ context: RuleContext) -> Fix? {
    let table = added.target.relation
    switch refusal {
    case .notValidOnPartitioned: return context.foreignKeyPerPartition(added)
    case .onlyOnPartitioned: return withoutOnly(context)
    case .usingIndexOnPartitioned, .usingIndex(_, .ownedBy), .usingIndex(_, .otherTable): return nil
    case .usingIndex(let index, let flaw):
      guard let known = context.schema.index(index), known.elements.allSatisfy({ $0.column != nil }), !known.elements.isEmpty else { return nil }
      let columns = known.elements.compactMap(\.column)
      let name = flaw == .invalid ? index.name : ObjectName.choose(index.name, nil, "new") { context.schema.index(RelationName(schema: index.schema, $0)) != nil }
      let nulls = known.nullsNotDistinct && added.constraint.kind == .unique ? " NULLS NOT DISTINCT" : ""
      let including = known.including.isEmpty ? "" : " INCLUDE (\(Identifier.sql(known.including)))"
      let build = "CREATE UNIQUE INDEX CONCURRENTLY \(Identifier.sql(name)) ON \(table.sql) (\(Identifier.sql(columns)))\(including)\(nulls);"
      let constraint = Identifier.sql(context.resolvedName(of: added))
      let adopt = "ALTER TABLE \(table.sql) ADD CONSTRAINT \(constraint) \(added.constraint.keyword) USING INDEX \(Identifier.sql(name));"
      return .plan("build an index that can be a constraint's", (flaw == .invalid ? [Fix.Step("outside a transaction", sql: "DROP INDEX CONCURRENTLY \(index.sql);")] : []) + [
        Fix.Step("outside a transaction", sql: build), Fix.Step("when it is valid", sql: adopt),
      ])
    }
  }

  private func withoutOnly(_ context: RuleContext) -> Fix? {
    guard let only = context.layout.word("only") else { return nil }
    let text = context.source.text(of: context.statement.span, after: [.delete(Span(only.start, only.end + 1))])
    return .plan("leave out `ONLY`", [Fix.Step("partitions get it too, so mind what it does to their rows", sql: text + ";")])
  }

  private func place(_ refusal: ConstraintRefusal, _ added: AddConstraint, _ layout: StatementLayout) -> Span {
    let whole = layout.subcommand(added.target)
    switch refusal {
    case .onlyOnPartitioned: return layout.word("only") ?? whole
    case .notValidOnPartitioned: return layout.words("not", "valid", in: whole) ?? whole
    case .usingIndex, .usingIndexOnPartitioned:
      guard let using = layout.words("using", "index", in: whole) else { return whole }
      return Span(using.start, layout.qualifiedName(at: using.end)?.end ?? using.end)
    }
  }
}

extension Finding.Message {
  fileprivate static func fails(_ refusal: ConstraintRefusal, _ added: AddConstraint) -> Self {
    let table = added.target.relation
    switch refusal {
    case .notValidOnPartitioned:
      return "fails: before PostgreSQL 18 no foreign key of a partitioned table, such as `\(table)`, can be `NOT VALID`"
    case .onlyOnPartitioned:
      return "fails: a constraint of the partitioned table `\(table)` is one of its partitions too, so `ONLY` is refused"
    case .usingIndexOnPartitioned: return "fails: the partitioned table `\(table)` takes no constraint `USING INDEX`"
    case .usingIndex(let index, let flaw): return "fails: `\(index)` \(what(flaw))"
    }
  }

  private static func what(_ flaw: ConstraintRefusal.IndexFlaw) -> String {
    switch flaw {
    case .notUnique: "is not unique"
    case .partial: "is a partial index"
    case .expression: "is an index on an expression"
    case .invalid: "is not valid"
    case .order: "does not sort in the default way"
    case .otherTable(let table): "is an index of `\(table)`"
    case .ownedBy(let constraint): "belongs to the constraint `\(constraint)` already"
    case .nullsNotDistinct: "is `NULLS NOT DISTINCT`, which a primary key cannot be"
    }
  }

  fileprivate static func fails(_ set: SetNotNull, _ partition: RelationName, _ version: ServerVersion) -> Self {
    version >= 18
      ? "fails: `\(set.target.relation)` has partitions, such as `\(partition)`, so `ONLY` is refused"
      : "fails: `\(set.column)` can be NULL in the partition `\(partition)`, and `ONLY` leaves it so"
  }

  fileprivate static func refusal(_ refusal: ConstraintRefusal) -> Self? {
    switch refusal {
    case .usingIndex(_, .order): "the index of a constraint is ascending with NULLs last, in the column's own collation and operator class"
    case .usingIndex(_, .partial), .usingIndex(_, .expression), .usingIndex(_, .notUnique):
      "a constraint is about all rows and about columns: so is its index"
    default: nil
    }
  }

  fileprivate static func wayOut(_ refusal: ConstraintRefusal, _ table: RelationName) -> Self {
    switch refusal {
    case .notValidOnPartitioned:
      """
      add it to each partition `NOT VALID` and validate it there, then to `\(table)` without `NOT VALID`: \
      it takes those over and reads no row
      """
    case .onlyOnPartitioned: withoutOnly
    case .usingIndexOnPartitioned:
      """
      build a unique index `CONCURRENTLY` on each partition, make it a constraint there with `USING INDEX`, \
      and add the constraint to `\(table)` last without `USING INDEX`: it takes those over and builds nothing
      """
    case .usingIndex(_, .ownedBy), .usingIndex(_, .otherTable): "name a unique index of `\(table)` that belongs to no constraint"
    case .usingIndex(_, .invalid): "drop it, build it again `CONCURRENTLY`, and see that it is valid"
    case .usingIndex: "build another one for it: `CREATE UNIQUE INDEX CONCURRENTLY` over the plain columns"
    }
  }

  fileprivate static let withoutOnly: Self = "leave out `ONLY`"
}
