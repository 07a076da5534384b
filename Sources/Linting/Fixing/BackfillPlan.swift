public import PostgresBehavior
import PostgresSyntax

/// Work over all rows of a table, some thousand at a time, each batch in a transaction of its own: ready for psql. It goes along the
/// primary key where that is known, else along the blocks of the table.
public struct BackfillPlan {
  /// The rows of one batch, of tables without a known key the blocks.
  private static let rows = 5000, blocks = 500

  private let table: RelationName
  private let schema: Schema
  private let version: ServerVersion

  public init(_ table: RelationName, in context: RuleContext) {
    self.table = table
    schema = context.schema
    version = context.version
  }

  /// A step that changes the rows in batches.
  /// - Parameters:
  ///   - set: behind SET: `total = price * amount`.
  ///   - condition: of the rows that still need it, such as `total IS NULL`: what is done already is not done again.
  public func update(set: Finding.Message, where condition: Finding.Message?) -> Fix.Step {
    step { rows in "UPDATE \(table.sql) SET \(set) WHERE \(rows)\(condition.map { " AND (\($0))" as Finding.Message } ?? "")" }
  }

  /// A step that deletes rows in batches.
  public func delete(where condition: String?) -> Fix.Step {
    step { rows in "DELETE FROM \(table.sql) WHERE \(rows)\(condition.map { " AND (\($0))" as Finding.Message } ?? "")" }
  }

  /// A step that runs any statement batch by batch.
  /// - Parameters:
  ///   - name: what the table is called in the statement, if it has an alias.
  ///   - statement: the statement for the rows that a condition names, without its `;`.
  public func step(as name: String? = nil, _ statement: (_ rows: Finding.Message) -> Finding.Message) -> Fix.Step {
    Fix.Step("in batches, outside a transaction; where it stops, `CALL` it again", sql: sql(as: name, statement))
  }

  /// The same as SQL alone: a procedure that is gone with its session, and its CALL.
  public func sql(as name: String? = nil, _ statement: (_ rows: Finding.Message) -> Finding.Message) -> Finding.Message {
    let key = schema.table(table)?.constraints.first { $0.kind == .primaryKey }?.columns ?? []
    let (variables, body) = key.isEmpty ? alongBlocks(name, statement) : along(key, name, statement)
    return """
      CREATE OR REPLACE PROCEDURE pg_temp.backfill() LANGUAGE plpgsql AS $backfill$
      DECLARE
        \(variables)
      BEGIN
        \(body)
      END
      $backfill$;
      CALL pg_temp.backfill();
      """
  }

  private func along(_ key: [String], _ name: String?, _ statement: (Finding.Message) -> Finding.Message) -> (variables: Finding.Message, body: Finding.Message) {
    func variables(_ name: String) -> [String] { key.count == 1 ? [name] : key.indices.map { "\(name)_\($0 + 1)" } }
    func row(_ names: [String]) -> String { names.count == 1 ? names[0] : "(\(names.joined(separator: ", ")))" }
    let first = variables("batch_first"), last = variables("batch_last"), columns = key.map(Identifier.sql), table = table.sql
    let listed = columns.joined(separator: ", "), qualified = columns.map { (name ?? table) + "." + $0 }
    let rows: Finding.Message = key.count == 1
      ? "\(qualified[0]) BETWEEN \(first[0]) AND \(last[0])" : "\(row(qualified)) >= \(row(first)) AND \(row(qualified)) <= \(row(last))"
    let backwards = columns.map { $0 + " DESC" }.joined(separator: ", ")
    return (
      Finding.Message(zip(first + last, columns + columns).map { "\($0) \(table).\($1)%TYPE;" }.joined(separator: "\n  ")),
      """
      SELECT \(listed) INTO \(first.joined(separator: ", ")) FROM \(table) ORDER BY \(listed) LIMIT 1;
        WHILE FOUND LOOP
          SELECT \(listed) INTO \(last.joined(separator: ", ")) FROM (
            SELECT \(listed) FROM \(table) WHERE \(row(columns)) >= \(row(first)) ORDER BY \(listed) LIMIT \(Self.rows)
          ) batch ORDER BY \(backwards) LIMIT 1;
          \(statement(rows));
          COMMIT;
          SELECT \(listed) INTO \(first.joined(separator: ", ")) FROM \(table) WHERE \(row(columns)) > \(row(last)) ORDER BY \(listed) LIMIT 1;
        END LOOP;
      """
    )
  }

  private func alongBlocks(_ name: String?, _ statement: (Finding.Message) -> Finding.Message) -> (variables: Finding.Message, body: Finding.Message) {
    let isPartitioned = schema.table(table)?.kind == .partitioned, called = name ?? table.sql
    let literal: Finding.Message = "\(Identifier.literal(table.sql))::regclass", part = isPartitioned ? "batch_part" : literal
    // Before 14 a range of blocks is read with the whole table: every place where a row may stand is named instead.
    let place: Finding.Message = version >= 14
      ? "\(called).ctid >= format('(%s,0)', batch_block)::tid AND \(called).ctid < format('(%s,0)', batch_block + \(Self.blocks))::tid"
      : """
        \(called).ctid = ANY (ARRAY(SELECT format('(%s,%s)', batch_block + b, n)::tid \
        FROM generate_series(0, \(Self.blocks / 10 - 1)) b, generate_series(1, 291) n))
        """
    let indentation = isPartitioned ? "  " : ""
    let loop: Finding.Message = """
      WHILE batch_block < pg_relation_size(\(part)) / current_setting('block_size')::bigint LOOP
        \(indentation)  \(statement(isPartitioned ? "\(called).tableoid = batch_part AND \(place)" : place));
        \(indentation)  COMMIT;
        \(indentation)  batch_block := batch_block + \(version >= 14 ? Self.blocks : Self.blocks / 10);
        \(indentation)END LOOP;
      """
    guard isPartitioned else { return ("batch_block bigint := 0;", loop) }
    return (
      "batch_block bigint;\n  batch_part regclass;",
      """
      FOR batch_part IN SELECT relid FROM pg_partition_tree(\(literal)) WHERE isleaf LOOP
          batch_block := 0;
          \(loop)
        END LOOP;
      """
    )
  }
}
