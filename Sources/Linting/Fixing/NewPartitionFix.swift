public import PostgresBehavior
import PostgresSyntax

/// A new partition: a table like its parent, then attached.
extension RuleContext {
  /// ATTACH makes the indexes, foreign keys and triggers that PARTITION OF would have made, with the same names: there is no row to read.
  /// - Parameter searched: the DEFAULT partition, where it would be read.
  public func attachingNew(_ created: CreateTable, searched: RelationName?) -> Fix? {
    let title: Finding.Message = "make the table alone, then attach it"
    guard let parent = created.partitionOf, let bound = created.bound, !created.isForeign, let text = NewPartitionText(created, in: self) else { return nil }
    let create = text.prefix + sql(" (LIKE ") + text.parent + sql(" \(NewPartitionText.options))") + text.options
    let attach = sql("ALTER TABLE ") + text.parent + sql(" ATTACH PARTITION ") + text.table + " " + text.bound
    // What else the definition says has no place behind LIKE, and nobody knows what a table that nobody saw gives its partitions.
    let known = schema.table(parent), key = known?.onlyKey
    let isPlain = !text.hasElements && !created.ifNotExists
    let inherits = known?.accessMethod == nil && known?.tablespace == nil
    let condition = key.flatMap { key in bound.sql(on: key, of: known?.column(key)?.type) }
    let proof = searched.flatMap { table in condition.map { self.proof("NOT (\($0))", on: table) } }
    let isProven = searched == nil || proof != nil && defaultPartition(of: parent) == searched
    guard isPlain, inherits, isProven, schema.isFullyKnown(parent) else {
      var steps: [Fix.Step] = []
      if let proof { steps += [.sql(proof.add + ";"), Fix.Step("in a later transaction", sql: proof.validate + ";")] }
      let more: Finding.Message? = text.hasElements ? "with what else `\(created.table)` is to have" : inherits ? nil : "with the tablespace and access method of `\(parent)`"
      steps.append(Fix.Step(more, sql: create + ";"))
      return .plan(title, steps + [.sql(attach + ";")] + (proof.map { [.sql($0.drop + ";")] } ?? []))
    }
    guard let proof else { return rewrite(title, [.sql(create), .sql(attach)], names: [created.table.name]) }
    return rewrite(
      title,
      [
        .sql(proof.add), .sql(proof.validate, .ownTransaction), .sql(create, .ownTransaction), .sql(attach, .ownTransaction),
        .sql(proof.drop, .ownTransaction),
      ], names: [created.table.name])
  }
}

/// The parts of `CREATE TABLE t PARTITION OF p FOR VALUES …`.
private struct NewPartitionText {
  /// What PARTITION OF takes over from the table itself. The rest comes with ATTACH, or not at all.
  static let options = "INCLUDING ALL EXCLUDING COMMENTS EXCLUDING IDENTITY EXCLUDING INDEXES EXCLUDING STATISTICS"

  /// `CREATE TABLE t`
  let prefix: String
  let table: String
  let parent: String
  let bound: String
  /// PARTITION BY, WITH, USING and TABLESPACE, with the blank before them.
  let options: String
  /// Whether columns or constraints of its own stand behind the parent.
  let hasElements: Bool

  init?(_ created: CreateTable, in context: RuleContext) {
    let layout = context.layout, source = context.source, tokens = layout.tokens
    guard let at = tokens.firstIndex(where: { source.token($0, is: "partition") }), at > 1, at + 2 < tokens.count,
      let parent = layout.qualifiedName(at: tokens[at + 2].span.start)
    else { return nil }
    prefix = source[Span(context.statement.span.start, tokens[at - 1].span.end)]
    self.parent = source[parent]
    var start = at - 1
    while start > 1, source[tokens[start - 1].span] == "." { start -= 2 }
    table = source[Span(tokens[start].span.start, tokens[at - 1].span.end)]
    // Behind a list of columns, if there is one.
    var first = tokens.firstIndex { $0.span.start >= parent.end } ?? tokens.count, depth = 0
    while first < tokens.count {
      let sign = tokens[first].span.length == 1 ? source[tokens[first].span.start] : 0
      if sign == UInt8(ascii: "(") { depth += 1 } else if sign == UInt8(ascii: ")") { depth -= 1 }
      if depth == 0, source.token(tokens[first], is: "for") || source.token(tokens[first], is: "default") { break }
      first += 1
    }
    guard first < tokens.count else { return nil }
    hasElements = tokens[first].span.start > parent.end && first > 0 && tokens[first - 1].span.start >= parent.end
    var last = first
    if source.token(tokens[first], is: "for") {
      // FROM (…) TO (…), else one pair of parentheses.
      var left = tokens.indices.contains(first + 2) && source.token(tokens[first + 2], is: "from") ? 2 : 1
      depth = 0
      last = first + 1
      while last < tokens.count, left > 0 {
        let sign = tokens[last].span.length == 1 ? source[tokens[last].span.start] : 0
        if sign == UInt8(ascii: "(") { depth += 1 }
        if sign == UInt8(ascii: ")") {
          depth -= 1
          if depth == 0 { left -= 1 }
        }
        last += 1
      }
      guard left == 0 else { return nil }
      last -= 1
    }
    bound = source[Span(tokens[first].span.start, tokens[last].span.end)]
    options = source[Span(tokens[last].span.end, context.statement.span.end)]
  }
}
