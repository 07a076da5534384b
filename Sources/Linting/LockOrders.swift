import Migrations
public import PostgresBehavior
import PostgresSyntax

/// The orders in which the migrations of a history take tables for themselves, transaction by transaction.
public final class LockOrders: @unchecked Sendable {
  /// A transaction that takes ACCESS EXCLUSIVE locks on several tables that others use.
  private struct Order {
    var path: String
    var source: SourceText
    /// In their order, each with the statement that takes it.
    var tables: [(name: RelationName, statement: Span)] = []
  }

  /// The last ones are enough: looking at all of them for each finding would make a long history slow.
  private static let limit = 100
  private var orders: [Order] = []
  /// The numbers of the orders that a table is in.
  private var places: [RelationName: [Int]] = [:]

  /// A migration is over.
  func note(_ run: MigrationRun, of migration: Migration) {
    var order = Order(path: migration.path, source: migration.source), number = 0, known: Set<RelationName> = []
    func close() {
      guard order.tables.count > 1 else { return }
      for table in order.tables { places[table.name, default: []].append(orders.count) }
      orders.append(order)
    }
    for step in run.record.having(.isInBlock) {
      if step.transaction.number != number {
        close()
        (order.tables, known, number) = ([], [], step.transaction.number)
      }
      for effect in step.effects where effect.takesTable && known.insert(effect.relation).inserted {
        order.tables.append((effect.relation, step.statement.span))
      }
    }
    close()
  }

  /// The last earlier migration that takes one of some tables before another, where here it comes behind: its path, the line of
  /// the second one, and the two as that migration takes them.
  public func reverse(of tables: [RelationName]) -> (path: String, line: Int, first: RelationName, second: RelationName)? {
    let wanted = Dictionary(zip(tables, tables.indices), uniquingKeysWith: min)
    for number in Set(tables.flatMap { (places[$0] ?? []).suffix(LockOrders.limit) }).sorted(by: >).prefix(LockOrders.limit) {
      var last: (name: RelationName, place: Int)?
      for (name, statement) in orders[number].tables {
        guard let place = wanted[name] else { continue }
        if let last, place < last.place {
          return (orders[number].path, orders[number].source.line(at: statement.start), last.name, name)
        }
        last = (name, place)
      }
    }
    return nil
  }
}

extension Effect {
  /// Whether it is an ACCESS EXCLUSIVE lock on a table that others use.
  public var takesTable: Bool { blocksReads && kind == .table }
}
