public import PostgresSyntax

extension Migration {
  /// With the text that people have before them, where that is no SQL.
  public var asWritten: Migration {
    guard let origin else { return self }
    var migration = self
    migration.source = origin.source
    return migration
  }
}

/// The file that a migration's SQL was made from: the operations of a module of Python.
public struct MigrationOrigin: Sendable {
  /// What a migration does in one step, in the words of its tool.
  public struct Operation: Hashable, Sendable {
    /// Such as `AddIndex`.
    public var name: String
    public var span: Span
    /// Its name where it stands: `migrations.AddIndex`.
    public var head: Span
    /// Whether its tool can be given other text for it that does the same and lets others read and write.
    public var isFixable: Bool

    public init(_ name: String, at span: Span, head: Span, isFixable: Bool) {
      (self.name, self.span, self.head, self.isFixable) = (name, span, head, isFixable)
    }
  }

  /// The text of the file itself.
  public var source: SourceText
  public var operations: [Operation]
  /// Stretches of the SQL, in their order, each with the number of its operation.
  public var stretches: [(span: Span, operation: Int)]
  /// Whether the tool runs it in a transaction.
  public var isAtomic: Bool
  /// Whether the SQL is what the file alone tells, and not what the tool says.
  public var isApproximate: Bool

  public init(source: SourceText, operations: [Operation], stretches: [(span: Span, operation: Int)], isAtomic: Bool, isApproximate: Bool) {
    self.source = source
    self.operations = operations
    self.stretches = stretches
    self.isAtomic = isAtomic
    self.isApproximate = isApproximate
  }

  /// The number of the operation whose SQL an offset lies in, or of the one before it.
  public func operation(at offset: Int) -> Int? {
    guard let stretch = stretches.last(where: { $0.span.start <= offset }) ?? stretches.first else { return nil }
    return operations.indices.contains(stretch.operation) ? stretch.operation : nil
  }
}
