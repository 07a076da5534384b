public import PostgresBehavior
import PostgresSyntax

/// Puts a lock_timeout in force for the statements of a file that need one, and off again around those that it would stop half-way.
public struct LockTimeoutWriter {
  public private(set) var edits: [Edit] = []
  /// Whether it is in force for the session behind the last statement.
  public private(set) var isOn: Bool
  /// The transactions that have one of their own.
  public private(set) var blocks: Set<Int> = []
  private let value: String
  private let context: RuleContext

  /// - Parameter isOn: whether it is in force before the first statement.
  public init(_ value: String = "5s", isOn: Bool = false, in context: RuleContext) {
    self.value = value
    self.isOn = isOn
    self.context = context
  }

  public mutating func protect(_ steps: some Sequence<Step>, where isUnprotected: (Step) -> Bool) {
    for step in steps {
      let place = step.body?.statement ?? step.statement.span
      if step.isConcurrent || step.mayBecomeConcurrent {
        if isOn { insert("SET lock_timeout = 0;", before: place) }
        isOn = false
      } else if step.blocking != nil, !isOn, isUnprotected(step) {
        switch step.transaction.kind {
        case .none, .body:
          insert("SET lock_timeout = '\(value)';", before: place)
          isOn = true
        case .explicit:
          guard blocks.insert(step.transaction.number).inserted, let opening = step.transaction.opening.flatMap(context.earlier) else { continue }
          // Behind BEGIN it would be undone by what the transaction sets itself.
          let isChanged = context.recent.contains {
            $0.transaction.number == step.transaction.number && $0.statement.span.start < step.statement.span.start && $0.lockTimeoutChange != nil
          }
          if isChanged {
            insert("SET LOCAL lock_timeout = '\(value)';", before: place)
            continue
          }
          let indentation = context.source.indentation(at: place.start)
          edits.append(context.source.appending(indentation + written("SET LOCAL lock_timeout = '\(value)';", like: opening.statement.span), behind: opening.statement))
        case .runner:
          guard blocks.insert(step.transaction.number).inserted else { continue }
          insert("SET LOCAL lock_timeout = '\(value)';", before: place)
        case .simpleQuery: continue
        }
      }
    }
    edits = context.source.withItsLineEnds(edits)
  }

  private mutating func insert(_ text: Finding.Message, before place: Span) {
    let source = context.source, start = source.startOfSuppressions(above: place.start)
    let line: Finding.Message = "\(written(text, like: place))\n\(source.indentation(at: place.start))"
    edits.append(.insert(line.description, at: start))
  }

  private func written(_ text: Finding.Message, like place: Span) -> String {
    context.source[place.start] >= UInt8(ascii: "a") ? text.description.replacingCase : text.description
  }
}

extension Step {
  /// Whether another fix may give it its CONCURRENTLY, which a timeout would stop half-way.
  fileprivate var mayBecomeConcurrent: Bool {
    guard !transaction.isBlock, let operation = operations.first else { return false }
    return operation.is(CreateIndex.self) || operation.is(Reindex.self) || operation.as(DropIndex.self).map { !$0.cascades } ?? false
  }
}

extension String {
  /// In lower case, but for what stands between quotes.
  fileprivate var replacingCase: String {
    split(separator: "'", omittingEmptySubsequences: false).enumerated().map { $0 % 2 == 0 ? $1.lowercased() : String($1) }.joined(separator: "'")
  }
}
