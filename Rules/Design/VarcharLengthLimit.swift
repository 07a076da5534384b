import Linting
import PostgresBehavior

/// A column of type `varchar(n)`.
struct VarcharLengthLimit: Rule {
  static let metadata = RuleMetadata(id: "varchar-length-limit", summary: "a varchar(n) column whose limit is a part of its type", severity: .note)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    context.columns(typedBy: step) { $0.name == "varchar" && $0.schema == nil && !$0.modifiers.isEmpty }.map { column in
      Finding(.limited(column), at: context.place(of: column), note: .change, help: .text(column))
    }
  }
}

extension Finding.Message {
  fileprivate static func limited(_ column: TypedColumn) -> Self {
    "the limit of `\(column.name)` of `\(column.table)` is a part of its type: lowering it rewrites the table"
  }
  fileprivate static let change: Self =
    "raising it is free but for its `ACCESS EXCLUSIVE` lock, and fails while a view uses the column; `varchar(n)` is neither faster nor smaller than `text`"
  fileprivate static func text(_ column: TypedColumn) -> Self {
    let check = "CHECK (length(\(Identifier.sql(column.name))) <= \(column.type.modifiers.first ?? 0))"
    return column.type.isArray ? "`text[]`" : "`text`, and where the limit matters a `\(check)`, which can be replaced by one that is `NOT VALID`"
  }
}
