import Migrations

/// The way out of a finding in the words of Django's migrations.
struct DjangoAdvice {
  var rule: String
  var operation: MigrationOrigin.Operation
  var isAtomic: Bool
  /// Whether its migration does nothing else.
  var isAlone: Bool

  /// Nil where nothing is to be said in other words than SQL's.
  var help: Finding.Message? {
    switch rule {
    case "create-index-blocks-writes", "partitioned-index-blocks-writes": index
    case "drop-index-blocks-table":
      switch operation.name {
      case "RemoveIndex": "remove it with `RemoveIndexConcurrently`, \(place)"
      case "RunSQL": "drop it with `DROP INDEX CONCURRENTLY`, \(place)"
      default:
        """
        drop it with `DROP INDEX CONCURRENTLY` in a `RunSQL`, \(place), as `database_operations` of a `SeparateDatabaseAndState` with this \
        `\(operation.name)`
        """
      }
    case "cannot-run-in-transaction":
      isAtomic ? "write `atomic = False` into the class `Migration`\(isAlone ? "" : ", and let nothing else stand in its `operations`")"
        : "give `RunSQL` a list of strings, one for each statement"
    case "check-blocks-table": check
    case "unique-blocks-table": unique
    case "foreign-key-blocks-writes", "add-column-scans-table", "foreign-keys-lock-many-tables":
      """
      add the field with `db_constraint=False` first; then, in migrations of their own, `ADD CONSTRAINT … NOT VALID` and `VALIDATE CONSTRAINT` as \
      `database_operations` of a `SeparateDatabaseAndState`
      """
    case "not-null-scans-table":
      """
      first a `CHECK (… IS NOT NULL) NOT VALID` by `RunSQL`, in the next migration `VALIDATE CONSTRAINT`, then this `\(operation.name)`: \
      PostgreSQL believes the constraint
      """
    case "work-under-exclusive-lock", "locks-several-tables": workApart
    case "backfill-in-schema-transaction": "put it into a migration of its own, with `atomic = False`, and change some thousand rows at a time"
    case "unbatched-write": "put it into a migration of its own, with `atomic = False`, as a `RunPython` that changes some thousand rows at a time"
    case "mixed-concurrent-migration": "put it into a migration of its own, with `atomic = False`"
    case "validated-in-same-transaction": "put `ValidateConstraint` into the next migration"
    case "missing-lock-timeout": "set it for the connection, `\"OPTIONS\": {\"options\": \"-c lock_timeout=5s\"}` in `DATABASES`, or with a `RunSQL` in front"
    case "rename-breaks-clients", "drop-breaks-clients": renaming
    default: nil
    }
  }

  /// What to do by hand, instead of what SQL says: steps in SQL know nothing of the state of the models, nor of what runs in which transaction.
  func plan(for fix: Fix) -> Fix? {
    guard fix.safety == .plan else { return nil }
    if operation.name == "RunSQL" || fix.steps.allSatisfy({ $0.sql == nil }) { return fix }
    let steps = rule == "type-change-rewrites-table" ? changeOfType : help.map { [$0] } ?? []
    let title = rule == "rename-breaks-clients" ? "give the new name to the models alone" : fix.title
    return steps.isEmpty ? nil : .plan(title, steps.map { Fix.Step($0) })
  }

  private var changeOfType: [Finding.Message] {
    [
      "add a second field of the new type, with `null=True`", "deploy the version that writes both",
      "fill the second field of older rows in a `RunPython` of a migration with `atomic = False`, some thousand rows at a time",
      "deploy the version that uses the second field alone", "remove the first field in a later release",
    ]
  }

  /// Whether `lintel fix` has a way: the helper knows one for the operation, and what the rule finds is what that mends.
  var isFixable: Bool {
    guard operation.isFixable else { return false }
    return switch operation.name {
    case "AddIndex": ["create-index-blocks-writes", "work-under-exclusive-lock"].contains(rule)
    case "RemoveIndex": rule == "drop-index-blocks-table"
    case "AddIndexConcurrently", "RemoveIndexConcurrently": rule == "cannot-run-in-transaction"
    case "AddConstraint": ["check-blocks-table", "unique-blocks-table", "create-index-blocks-writes", "work-under-exclusive-lock"].contains(rule)
    case "AddField", "AlterField", "AlterUniqueTogether", "AlterIndexTogether":
      [
        "unique-blocks-table", "create-index-blocks-writes", "work-under-exclusive-lock", "not-null-scans-table", "foreign-key-blocks-writes",
        "add-column-scans-table",
      ].contains(rule)
    case "RunSQL": ["create-index-blocks-writes", "drop-index-blocks-table"].contains(rule)
    default: false
    }
  }

  /// What a fix does.
  var title: Finding.Message {
    switch (rule, operation.name) {
    case (_, "AddIndex"): "build the index with `AddIndexConcurrently`"
    case (_, "RemoveIndex"): "remove the index with `RemoveIndexConcurrently`"
    case ("cannot-run-in-transaction", _): "run it with `atomic = False`"
    case ("check-blocks-table", _): "`AddConstraintNotValid`, and `ValidateConstraint` in the next migration"
    case ("unique-blocks-table", _): "build the unique index beside reads and writes, and make it a constraint in the next migration"
    case ("foreign-key-blocks-writes", _), ("add-column-scans-table", _): "add the foreign key `NOT VALID`, and validate it in the next migration"
    case ("not-null-scans-table", _): "check it with a constraint first, beside reads and writes"
    case ("work-under-exclusive-lock", "AlterField"): "take the steps one by one, each in a migration of its own"
    default: "build the index beside reads and writes, in a migration of its own"
    }
  }

  private var place: Finding.Message { isAtomic ? "in a migration of its own with `atomic = False`" : "in a migration of its own" }

  private var index: Finding.Message {
    switch operation.name {
    case "AddIndex": "build it with `AddIndexConcurrently`, \(place)"
    case "AddField", "AlterField":
      "leave `db_index` out of the field and build the index with `AddIndexConcurrently`, \(place)"
    case "AddConstraint": "build it with `CREATE UNIQUE INDEX CONCURRENTLY` in a `RunSQL`, \(place), and keep `AddConstraint` as a `state_operations` of `SeparateDatabaseAndState`"
    case "RunSQL": "build it with `CREATE INDEX CONCURRENTLY`, \(place)"
    default: "build it concurrently, \(place)"
    }
  }

  private var check: Finding.Message {
    operation.name == "AddConstraint" ? "add it with `AddConstraintNotValid`, and in the next migration `ValidateConstraint`"
      : "add it `NOT VALID`, and validate it in the next migration"
  }

  private var unique: Finding.Message {
    """
    \(operation.name == "AddField" ? "let the field come without `unique`, and " : "")build a unique index with `CREATE UNIQUE INDEX CONCURRENTLY` in \
    a `RunSQL`, \(place); then `ADD CONSTRAINT … UNIQUE USING INDEX` as `database_operations` of a `SeparateDatabaseAndState` with \
    \(operation.name == "AddField" ? "an `AlterField` that has it" : "this `\(operation.name)`")
    """
  }

  private var workApart: Finding.Message? {
    switch operation.name {
    case "AddIndex": "build it with `AddIndexConcurrently`, in a migration of its own with `atomic = False`"
    case "AddConstraint": "put it into a migration of its own"
    case "AddField" where rule == "work-under-exclusive-lock", "AlterField" where rule == "work-under-exclusive-lock":
      "let the field come without its index or constraint, and those in migrations of their own"
    default: "put it into a migration of its own"
    }
  }

  private var renaming: Finding.Message? {
    switch operation.name {
    case "RenameField": "keep the name of the column: rename the field only, with `db_column=\"…\"`"
    case "RenameModel", "AlterModelTable": "keep the name of the table: `db_table = \"…\"` in the model's `Meta`"
    case "RemoveField":
      "deploy code without the field first, with the field removed from the state alone (`SeparateDatabaseAndState`); drop the column in a later release"
    case "DeleteModel":
      "deploy code without the model first, with the model removed from the state alone (`SeparateDatabaseAndState`); drop the table in a later release"
    default: nil
    }
  }
}
