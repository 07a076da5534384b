import PostgresSyntax

/// INSERT, UPDATE, DELETE, MERGE and COPY … FROM.
public struct DataChange: Operation {
  public enum Kind: String, Hashable, Sendable { case insert = "INSERT", update = "UPDATE", delete = "DELETE", merge = "MERGE", copy = "COPY" }

  public var kind: Kind
  public var table: RelationName
  /// INSERT … SELECT.
  public var readsQuery: Bool
  /// UPDATE and DELETE with a WHERE that is more than `true`.
  public var hasCondition: Bool
  /// The columns that the WHERE of UPDATE and DELETE compares with constants: all of a key among them make it one row, or a few.
  public var pinnedColumns: Set<String> = []
  public var sources: [RelationName]
  /// Those that INSERT fills; empty when it names none.
  public var columns: [String] = []
  /// Those that UPDATE, MERGE and ON CONFLICT set.
  public var updatedColumns: [String] = []
  /// What it does to rows: of MERGE and ON CONFLICT DO UPDATE several things.
  public var rowChanges: Set<Kind> = []
  var isOnly = false
  /// What it names beside its table.
  var uses: [RelationUse] = []

  public func effects(in moment: Moment) -> [Effect] {
    if table.isSystem { return [] }
    if uses.isEmpty, moment.schema.table(table) == nil { return [moment.effect(table, .rowExclusive)] }
    // A new row goes to one partition, which nobody can tell; a change looks for rows in all.
    let depth: Moment.QueryDepth = rowChanges.isSubset(of: [.insert, .copy]) ? .rewritten : .planned
    return moment.effects(of: [RelationUse(table, .rowExclusive, isOnly: isOnly)], depth: depth) + moment.effects(of: uses) + defaults(in: moment)
      + KeyChecks.effects(of: self, in: moment)
  }

  /// The sequences of the columns that it leaves to their defaults.
  private func defaults(in moment: Moment) -> [Effect] {
    guard kind == .insert, !columns.isEmpty else { return [] }
    return (moment.schema.table(table)?.columns ?? []).filter { !columns.contains($0.name) }
      .flatMap { [$0.sequence].compactMap { $0 } + $0.defaultSequences }.map { moment.effect($0, .rowExclusive, kind: .sequence) }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    guard kind == .insert || kind == .copy || kind == .merge, schema.table(table)?.mayHoldRows == false else { return }
    schema.update(table) { $0.mayHoldRows = true }
  }
}

/// SELECT, COPY … TO, VALUES, TABLE.
public struct Select: Operation {
  public var sources: [RelationName]
  /// FOR UPDATE and the like.
  public var locksRows: Bool
  /// The functions it calls, for those that change the session.
  public var functions: [String]
  var uses: [RelationUse] = []

  public func effects(in moment: Moment) -> [Effect] { moment.effects(of: uses) }
}

/// EXPLAIN, PREPARE and DECLARE CURSOR: PostgreSQL looks up what the query names, and locks it, though it changes nothing.
public struct PlannedQuery: Operation {
  var uses: [RelationUse]
  var depth: Moment.QueryDepth

  public func effects(in moment: Moment) -> [Effect] { moment.effects(of: uses, depth: depth) }
}

/// DO.
public struct DoBlock: Operation {
  var text: BodyText
  /// The statements in it, in all branches; empty when it cannot be read.
  public internal(set) var body: [LoweredStatement] = []
}

/// CALL.
public struct CallProcedure: Operation {
  public var procedure: RelationName
}

/// CREATE FUNCTION and CREATE PROCEDURE.
public struct CreateFunction: Operation {
  public var function: RelationName
  public var isProcedure: Bool
  public var volatility = Volatility.volatile
  /// `RETURNS trigger`: nobody else can call it.
  public var isForTriggers = false
  /// Nil for a body between BEGIN ATOMIC and END.
  var text: BodyText?
  /// What such a body names.
  var uses: [RelationUse] = []
  /// The statements in it, in all branches; empty when it cannot be read.
  public internal(set) var body: [LoweredStatement] = []

  public func effects(in moment: Moment) -> [Effect] { moment.effects(of: uses, depth: .parsed) }

  public func apply(to schema: Schema, in moment: Moment) {
    // With other arguments it is another function, and nobody tells which one is called.
    if isForTriggers { schema.triggerFunctions.insert(function) }
    let known = schema.function(function)?.volatility
    schema.setFunction(function, Function(volatility: known.map { max($0, volatility) } ?? volatility, body: body, migration: schema.migration))
  }

  public var givesName: Bool { true }
}
