import Linting
import PostgresBehavior

/// A column of type `json`.
struct JsonColumn: Rule {
  static let metadata = RuleMetadata(id: "json-column", summary: "a json column has no operator for equality and is parsed by every query", severity: .note)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    context.columns(typedBy: step) { $0.name == "json" && $0.schema == nil }.map { column in
      Finding(.cannotCompare(column), at: context.place(of: column), note: .text, help: .jsonb)
    }
  }
}

extension Finding.Message {
  fileprivate static func cannotCompare(_ column: TypedColumn) -> Self {
    "`\(column.name)` of `\(column.table)` cannot be compared: `DISTINCT`, `GROUP BY` and `UNION` over it fail"
  }
  fileprivate static let text: Self = "`json` keeps the text as it came, and every operator parses it anew; it has no `=` and no index over its keys"
  fileprivate static let jsonb: Self = "`jsonb`, unless the text has to stay as it is, with its blanks and its order of keys"
}
