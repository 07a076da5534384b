public import PostgresBehavior
import PostgresSyntax

/// An index on a partitioned table: made on the table alone, built on each partition beside reads and writes, put together.
extension RuleContext {
  public func perPartition(_ index: CreateIndex) -> Fix? {
    guard let writer = PartitionedIndexWriter(index, in: self) else {
      return .plan(.onePartitionAtATime, PartitionedIndexWriter.steps(for: index, in: self))
    }
    return rewrite(.onePartitionAtATime, writer.parts, names: writer.names)
  }
}

private struct PartitionedIndexWriter {
  private let index: CreateIndex
  private let context: RuleContext
  /// From behind the table's name to the end: columns, INCLUDE, WHERE and what else there is.
  private let definition: String
  private var heads: [Rewrite.Part] = [], builds: [Rewrite.Part] = [], attachments: [Rewrite.Part] = []
  private(set) var names: [String] = []
  private var taken: Set<String> = []

  var parts: [Rewrite.Part] { heads + builds + attachments }

  /// Nil where not all is known of the table and its partitions.
  init?(_ index: CreateIndex, in context: RuleContext) {
    self.index = index
    self.context = context
    let layout = context.layout, source = context.source, name = index.resolvedName(in: context.schema)
    guard !index.isOnly, let table = layout.qualifiedName(at: index.tableLocation),
      let on = layout.tokens.last(where: { $0.span.end <= table.start && source.token($0, is: "on") }),
      !source.mentions(index.table.name, in: Span(table.end, context.statement.span.end))
    else { return nil }
    definition = source[Span(table.end, context.statement.span.end)]
    var edits = [Edit.insert(context.sql(" ONLY"), at: on.span.end)]
    if index.isConcurrent {
      guard let at = layout.tokens.firstIndex(where: { source.token($0, is: "concurrently") }), at > 0 else { return nil }
      edits.append(.delete(Span(layout.tokens[at - 1].span.end, layout.tokens[at].span.end)))
    }
    if index.name == nil { edits.append(.insert(Identifier.sql(name.name) + " ", at: on.span.start)) }
    heads = [.original(edits)]
    names = [name.name]
    taken = [name.name]
    guard add(index.table, name, inheriting: []) else { return nil }
  }

  /// What the partitions of a table need for its index; the deepest come together first.
  /// - Parameter inherited: the indexes of the tables above, which all partitions have.
  private mutating func add(_ table: RelationName, _ parent: RelationName, inheriting inherited: [Index]) -> Bool {
    let schema = context.schema
    guard schema.isFullyKnown(table), let partitions = schema.table(table)?.partitions, !partitions.isEmpty else { return false }
    let above = inherited + schema.indexes(on: table).filter { $0.constraint == nil }, own = Set(names.prefix(1))
    for partition in partitions {
      guard schema.isFullyKnown(partition), let known = schema.table(partition), known.kind == .partitioned || known.kind == .ordinary,
        !schema.indexes(on: partition).contains(where: { $0.columns == index.elements.compactMap(\.column) })
      else { return false }
      // Where two partitions come to the same name, the order of their bounds says which gets the number.
      guard let name = name(on: partition, besides: taken, above), name == self.name(on: partition, besides: own, above) else { return false }
      let child = RelationName(schema: partition.schema, name)
      taken.insert(name)
      names.append(name)
      let isPartitioned = known.kind == .partitioned
      let words = "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX \(isPartitioned ? "" : "CONCURRENTLY ")"
      let text = context.sql(words) + Identifier.sql(name) + context.sql(isPartitioned ? " ON ONLY " : " ON ") + partition.sql + definition
      if isPartitioned {
        heads.append(.sql(text))
        guard add(partition, child, inheriting: above) else { return false }
      } else {
        builds.append(.sql(text, .outsideBlock))
      }
      attachments.append(.sql(context.sql("ALTER INDEX ") + parent.sql + context.sql(" ATTACH PARTITION ") + child.sql, .ownTransaction))
    }
    return true
  }

  /// The name of the new index on a partition. The indexes of the tables above have theirs there too, whatever they are called by now.
  /// Nil where nobody can say which names those have: where another one was dropped, or made ON ONLY and not attached.
  private func name(on partition: RelationName, besides taken: Set<String>, _ above: [Index]) -> String? {
    let schema = context.schema
    func name(_ elements: [IndexElement], _ including: [String], _ taken: Set<String>) -> String {
      ObjectName.index(on: partition, elements, including: including, in: schema, besides: taken)
    }
    let first = name(index.elements, index.including, [])
    var taken = taken
    for other in above where name(other.elements, other.including, []) == first {
      if schema.table(other.table)?.hasDroppedIndexes ?? true { return nil }
      if other.isOnly {
        guard schema.indexes(on: partition).contains(where: { $0.elements == other.elements && $0.including == other.including }) else { return nil }
      } else {
        taken.insert(name(other.elements, other.including, taken))
      }
    }
    return name(index.elements, index.including, taken)
  }

  /// The same by hand: for one of the partitions, if there are any.
  static func steps(for index: CreateIndex, in context: RuleContext) -> [Fix.Step] {
    let layout = context.layout, unique = index.isUnique ? "UNIQUE " : "", name = index.resolvedName(in: context.schema)
    guard let table = layout.qualifiedName(at: index.tableLocation) else { return [] }
    let definition = context.source[Span(table.end, context.statement.span.end)]
    let known = context.schema.table(index.table)?.partitions ?? []
    let first = Fix.Step(nil, sql: context.sql("CREATE \(unique)INDEX ") + Identifier.sql(name.name) + context.sql(" ON ONLY ") + index.table.sql + definition + ";")
    var builds: [String] = [], attachments: [String] = [], taken: Set<String> = [name.name]
    for partition in known {
      let child = ObjectName.index(on: partition, index.elements, including: index.including, in: context.schema, besides: taken)
      taken.insert(child)
      builds.append(context.sql("CREATE \(unique)INDEX CONCURRENTLY ") + Identifier.sql(child) + context.sql(" ON ") + partition.sql + definition + ";")
      attachments.append(
        context.sql("ALTER INDEX ") + name.sql + context.sql(" ATTACH PARTITION ") + RelationName(schema: partition.schema, child).sql + ";")
    }
    return [
      first, Fix.Step("for each partition, outside a transaction", sql: builds.isEmpty ? nil : builds.joined(separator: "\n")),
      Fix.Step("for each of these; with the last one the index is valid", sql: attachments.isEmpty ? nil : attachments.joined(separator: "\n")),
    ]
  }
}

extension Finding.Message {
  fileprivate static let onePartitionAtATime: Self = "build one partition's index after the other, beside reads and writes"
}
