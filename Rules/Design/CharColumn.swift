import Linting
import PostgresBehavior

/// A column of type `char(n)`.
struct CharColumn: Rule {
  static let metadata = RuleMetadata(id: "char-column", summary: "a char(n) column fills its values up with blanks", severity: .note)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    context.columns(typedBy: step) { $0.name == "bpchar" && $0.schema == nil && !$0.modifiers.isEmpty }.map { column in
      Finding(.padded(column), at: context.place(of: column), note: .blanks, help: .text(column))
    }
  }
}

extension Finding.Message {
  fileprivate static func padded(_ column: TypedColumn) -> Self {
    "`\(column.name)` of `\(column.table)` fills shorter values up with blanks, to \(column.type.modifiers.first ?? 1)"
  }
  fileprivate static let blanks: Self =
    "`=` and `length()` ignore the blanks, `LIKE` and `octet_length()` do not; the type is neither faster nor smaller than `text`"
  fileprivate static func text(_ column: TypedColumn) -> Self {
    let check = "CHECK (length(\(Identifier.sql(column.name))) = \(column.type.modifiers.first ?? 1))"
    return column.type.isArray ? "`text[]`" : "`text`, with a `\(check)` if every value has that length"
  }
}
