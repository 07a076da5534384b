import PostgresSyntax

/// A search_path other than the default, while the statements under it are read.
struct SearchPath: @unchecked Sendable {
  /// Names without a schema mean this, where it is set.
  @TaskLocal static var current: SearchPath?

  var schemas: [String]
  var schema: Schema

  /// The relation of that name that PostgreSQL finds first, as far as migrations made it.
  func known(_ name: String) -> RelationName? {
    schemas.lazy.map { RelationName(schema: $0, name) }.first { schema.relation($0) != nil }
  }
}

extension LoweredStatement {
  /// The longest statement that is read again under another search_path, in bytes: it is done on a stack of the usual size.
  private static let maxSize = 1 << 14

  /// The statement as it reads under a search_path: names without a schema are those that the path leads to.
  func resolved(_ schemas: [String], _ schema: Schema, in source: SourceText, with reader: TreeReader) -> LoweredStatement {
    guard statement.span.length <= LoweredStatement.maxSize, (text?.utf8.count ?? 0) <= LoweredStatement.maxSize else { return self }
    return SearchPath.$current.withValue(SearchPath(schemas: schemas, schema: schema)) {
      var again = LoweredStatement(statement, in: source, with: reader, text: text, readsBodies: body == nil)
      again.body = body
      return again.error == nil ? again : self
    }
  }
}
