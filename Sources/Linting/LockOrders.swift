import Migrations
public import PostgresBehavior
import PostgresSyntax

/// The orders in which the migrations of a history take tables for themselves, transaction by transaction.
public final class LockOrders: @unchecked Sendable {
  /// A transaction that takes ACCESS EXCLUSIVE locks on several tables that others use.
  private struct Order {
    var migration: Migration
    /// In their order, each with the statement that takes it.
    var tables: [(name: RelationName, statement: Span)] = []
  }

  /// The last ones are enough: looking at all of them for each finding would make a long history slow.
  private static let limit = 100
  private var orders: [RelationName: [Order]] = [:]

  /// A migration is over.
  func note(_ steps: [Step], of migration: Migration) {
    var order = Order(migration: migration), number = 0
    func close() {
      guard order.tables.count > 1 else { return }
      for table in order.tables { orders[table.name, default: []].append(order) }
    }
    for step in steps where step.transaction.isBlock {
      if step.transaction.number != number {
        close()
        order.tables = []
        number = step.transaction.number
      }
      for table in step.takenTables where !order.tables.contains(where: { $0.name == table }) {
        order.tables.append((table, step.statement.span))
      }
    }
    close()
  }

  /// The last earlier migration that takes one of some tables before another, where here it comes behind: its path, the line of
  /// the second one, and the two as that migration takes them.
  public func reverse(of tables: [RelationName]) -> (path: String, line: Int, first: RelationName, second: RelationName)? {
    let places = Dictionary(zip(tables, tables.indices), uniquingKeysWith: min)
    for table in tables {
      for order in (orders[table] ?? []).suffix(LockOrders.limit).reversed() {
        var last: (name: RelationName, place: Int)?
        for (name, statement) in order.tables {
          guard let place = places[name] else { continue }
          if let last, place < last.place {
            return (order.migration.path, order.migration.source.position(at: statement.start).line, last.name, name)
          }
          last = (name, place)
        }
      }
    }
    return nil
  }
}

extension Step {
  /// The tables that it takes for itself: ACCESS EXCLUSIVE, on those that others use.
  public var takenTables: [RelationName] { effects.filter { $0.blocksReads && $0.kind == .table }.map(\.relation) }
}
