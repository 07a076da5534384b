import Linting
import PostgresBehavior

/// A column of type `money`.
struct MoneyColumn: Rule {
  static let metadata = RuleMetadata(id: "money-column", summary: "a money column means what lc_monetary says", severity: .note)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    context.columns(typedBy: step) { $0.name == "money" && $0.schema == nil }.map { column in
      Finding(.localMoney(column), at: context.place(of: column), note: .locale, help: .numeric)
    }
  }
}

extension Finding.Message {
  fileprivate static func localMoney(_ column: TypedColumn) -> Self {
    "`\(column.name)` of `\(column.table)` is in the currency of whoever reads it"
  }
  fileprivate static let locale: Self =
    "`money` is a whole number of the smallest unit: `lc_monetary` of the session says which currency that is and how many decimal places it has"
  fileprivate static let numeric: Self = "`numeric`, with the currency in a column of its own if there is more than one"
}
