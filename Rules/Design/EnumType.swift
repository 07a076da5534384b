import Linting
import PostgresBehavior

/// `CREATE TYPE … AS ENUM`.
struct EnumType: Rule {
  static let metadata = RuleMetadata(id: "enum-type", summary: "an enum type can never lose a value", severity: .note)

  func check(_ created: CreateEnum, in context: RuleContext) -> [Finding] {
    let layout = context.layout
    return [Finding(.growsOnly(created.type), at: layout.word("enum") ?? layout.keywords(), note: .alter, help: .instead)]
  }
}

extension Finding.Message {
  fileprivate static func growsOnly(_ type: RelationName) -> Self { "a value of `\(type)` can never be taken away again" }
  fileprivate static let alter: Self =
    "`ALTER TYPE` adds and renames values, and a new one cannot be used in the transaction that adds it; to lose one, every column has to be rewritten to another type"
  fileprivate static let instead: Self = "`text` with a `CHECK (… IN (…))`, or a table of the values that foreign keys point at"
}
