public import PostgresBehavior
import PostgresSyntax

/// The steps to another column in the place of one, kept equal by a trigger while the rows are filled.
public struct ColumnPlan {
  private let context: RuleContext
  private let relation: RelationName
  private let table: String
  private let old: String
  private let new: String
  private let function: RelationName

  /// - Parameter new: the name of the column beside it, in the end its own or, after a swap, the old one's.
  public init(_ relation: RelationName, replacing old: String, by new: String? = nil, in context: RuleContext) {
    self.context = context
    self.relation = relation
    table = relation.sql
    self.old = old
    let known = context.schema.table(relation)
    self.new = new ?? ObjectName.choose(old, nil, "new") { known?.column($0) != nil }
    function = RelationName(schema: relation.schema, ObjectName.choose(relation.name, self.new, "sync"))
  }

  private var trigger: String { Identifier.sql(function.name) }

  /// The column with another type, and the swap of the names.
  /// - Parameters:
  ///   - value: its value, in terms of the row's columns.
  ///   - isCast: whether that is NULL where the old one is.
  ///   - isNotNull: whether the old one is.
  public func changingType(to type: String, value: String, isCast: Bool, isNotNull: Bool, hasDefault: Bool) -> [Fix.Step] {
    let old = Identifier.sql(self.old), new = Identifier.sql(self.new), kept = Identifier.sql(ObjectName.choose(self.old, nil, "old"))
    var steps = [
      Fix.Step("an instant, with a `lock_timeout`", sql: "ALTER TABLE \(table) ADD COLUMN \(new) \(type);"),
      Fix.Step("keep it current", sql: sync("NEW.\(new) := (SELECT \(value) FROM (SELECT NEW.*) AS \(Identifier.sql(relation.name)));")),
      BackfillPlan(relation, in: context).update(set: "\(new) = \(value)", where: isCast ? "\(new) IS NULL AND \(old) IS NOT NULL" : "\(new) IS NULL"),
    ]
    if isNotNull { steps += ColumnPlan.notNull(self.new, relation) }
    let companions = context.schema.indexes(on: relation).filter { $0.needs(self.old) }
    steps += companions.map { index in
      let elements = index.elements.compactMap(\.column)
      guard elements.count == index.elements.count, !index.isPartial else { return Fix.Step("build the like of `\(index.name)` over `\(self.new)`, `CONCURRENTLY`") }
      let name = Identifier.sql(ObjectName.choose(index.name.name, nil, "new")), columns = elements.map { $0 == self.old ? self.new : $0 }
      let including = index.including.isEmpty ? "" : " INCLUDE (\(Identifier.sql(index.including)))"
      let words: Finding.Message = "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX CONCURRENTLY \(name) ON \(table)"
      return Fix.Step(
        "outside a transaction, in the place of `\(index.name)`",
        sql: "\(words)\(index.method == "btree" ? "" : " USING \(index.method)") (\(Identifier.sql(columns)))\(including);")
    }
    let constraints = (context.schema.table(relation)?.constraints ?? []).filter { $0.usedColumns.contains(self.old) && $0.kind != .notNull }
    if !constraints.isEmpty {
      steps.append(Fix.Step("make \(Finding.Message.list(constraints.map(\.name))) again over `\(self.new)`: keys `USING INDEX`, the others `NOT VALID`, validated later"))
    }
    if hasDefault { steps.append(Fix.Step("give `\(self.new)` the default of `\(self.old)`, and a sequence behind it a new `OWNED BY`")) }
    let relaxing: Finding.Message = isNotNull ? "\nALTER TABLE \(table) ALTER COLUMN \(kept) DROP NOT NULL;" : ""
    let swap: Finding.Message = """
      BEGIN;
      SET LOCAL lock_timeout = '2s';
      DROP TRIGGER \(trigger) ON \(table);
      ALTER TABLE \(table) RENAME COLUMN \(old) TO \(kept);
      ALTER TABLE \(table) RENAME COLUMN \(new) TO \(old);\(relaxing)
      COMMIT;
      """
    return steps + [
      Fix.Step("swap the names in one short transaction; try again when it fails on the `lock_timeout`", sql: swap),
      Fix.Step(
        "when nobody misses the old values", sql: "ALTER TABLE \(table) DROP COLUMN \(kept);\nDROP FUNCTION \(function.sql);"),
    ]
  }

  /// The column under another name, written under both until no program uses the old one.
  public func renaming(_ type: String, isNotNull: Bool) -> [Fix.Step] {
    let old = Identifier.sql(self.old), new = Identifier.sql(self.new)
    let body: Finding.Message = """
      IF TG_OP = 'INSERT' THEN
          NEW.\(new) := coalesce(NEW.\(new), NEW.\(old));
          NEW.\(old) := NEW.\(new);
        ELSIF NEW.\(new) IS DISTINCT FROM OLD.\(new) THEN
          NEW.\(old) := NEW.\(new);
        ELSE
          NEW.\(new) := NEW.\(old);
        END IF;
      """
    return [
      Fix.Step("an instant, with a `lock_timeout`", sql: "ALTER TABLE \(table) ADD COLUMN \(new) \(type);"),
      Fix.Step("keep both equal", sql: sync(body)),
      BackfillPlan(relation, in: context).update(set: "\(new) = \(old)", where: "\(new) IS DISTINCT FROM \(old)"),
    ] + (isNotNull ? ColumnPlan.notNull(self.new, relation) : []) + [
      Fix.Step("deploy the version that uses `\(self.new)` alone, and wait for the last one that says `\(self.old)` to go"),
      Fix.Step(
        "in one short transaction",
        sql: """
          BEGIN;
          SET LOCAL lock_timeout = '2s';
          DROP TRIGGER \(trigger) ON \(table);
          ALTER TABLE \(table) DROP COLUMN \(old);
          COMMIT;
          DROP FUNCTION \(function.sql);
          """),
    ]
  }

  /// A trigger that runs before each row is written.
  func sync(_ body: Finding.Message) -> Finding.Message {
    """
    CREATE FUNCTION \(function.sql)() RETURNS trigger LANGUAGE plpgsql AS $sync$
    BEGIN
      \(body)
      RETURN NEW;
    END
    $sync$;
    CREATE TRIGGER \(trigger) BEFORE INSERT OR UPDATE ON \(table) FOR EACH ROW EXECUTE FUNCTION \(function.sql)();
    """
  }

  /// A stored value of the row's other columns, without GENERATED.
  public func computing(_ value: String) -> [Fix.Step] {
    let new = Identifier.sql(self.new)
    return [
      Fix.Step("keep it current", sql: sync("NEW.\(new) := (SELECT \(value) FROM (SELECT NEW.*) AS \(Identifier.sql(relation.name)));")),
      BackfillPlan(relation, in: context).update(set: "\(new) = \(value)", where: "\(new) IS DISTINCT FROM (\(value))"),
    ]
  }

  /// NOT NULL in four statements, each in a transaction of its own; PostgreSQL 12 and later.
  public static func notNull(_ column: String, _ relation: RelationName) -> [Fix.Step] {
    let check = Identifier.sql(ObjectName.choose(relation.name, column, "nn")), column = Identifier.sql(column), table = relation.sql
    return [
      Fix.Step("NOT NULL, each statement in a transaction of its own", sql: "ALTER TABLE \(table) ADD CONSTRAINT \(check) CHECK (\(column) IS NOT NULL) NOT VALID;"),
      .sql("ALTER TABLE \(table) VALIDATE CONSTRAINT \(check);"), .sql("ALTER TABLE \(table) ALTER COLUMN \(column) SET NOT NULL;"),
      .sql("ALTER TABLE \(table) DROP CONSTRAINT \(check);"),
    ]
  }
}
