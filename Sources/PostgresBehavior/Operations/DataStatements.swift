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
  public var sources: [RelationName]

  public func effects(in moment: Moment) -> [Effect] {
    if table.isSystem { return [] }
    return [moment.effect(table, .rowExclusive)] + sources.map { moment.effect($0, .accessShare) }
  }
}

/// SELECT, COPY … TO, VALUES, TABLE.
public struct Select: Operation {
  public var sources: [RelationName]
  /// FOR UPDATE and the like.
  public var locksRows: Bool
  /// The functions it calls, for those that change the session.
  public var functions: [String]

  public func effects(in moment: Moment) -> [Effect] { sources.map { moment.effect($0, locksRows ? .rowShare : .accessShare) } }
}

/// DO.
public struct DoBlock: Operation {
  public var language: String
  public var body: String
}

/// CALL.
public struct CallProcedure: Operation {
  public var procedure: RelationName
}

/// CREATE FUNCTION and CREATE PROCEDURE.
public struct CreateFunction: Operation {
  public var function: RelationName
  public var isProcedure: Bool
}
