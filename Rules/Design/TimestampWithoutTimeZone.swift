import Linting
import PostgresBehavior

/// A column of type `timestamp`.
struct TimestampWithoutTimeZone: Rule {
  static let metadata = RuleMetadata(
    id: "timestamp-without-time-zone", summary: "a timestamp column does not say which moment it means", severity: .note)

  func check(_ step: Step, in context: RuleContext) -> [Finding] {
    context.columns(typedBy: step) { $0.name == "timestamp" && $0.schema == nil }.map { column in
      Finding(.ambiguous(column), at: context.place(of: column), note: .clock, help: .withZone(column.type))
    }
  }
}

extension Finding.Message {
  fileprivate static func ambiguous(_ column: TypedColumn) -> Self {
    "`\(column.name)` of `\(column.table)` says what a clock showed, not in which time zone"
  }
  fileprivate static let clock: Self =
    "`now()` is stored in the `TimeZone` of the session that writes, and read as it is: two sessions may mean different moments by one value"
  fileprivate static func withZone(_ type: TypeName) -> Self {
    var other = type
    other.name = "timestamptz"
    return "`\(other)` keeps the moment, in the same 8 bytes, and shows it in the reader's time zone"
  }
}
