import LintelTestSupport
import PostgresBehavior

extension SafetyCase {
  /// An example of a rule's page, with all rules looking at it.
  init(_ example: Example, version: Int) {
    var options = example.options
    options.version = ServerVersion(version)
    self.init(
      name: "\(example), PostgreSQL \(version)", before: example.setups.map { Before(sql: $0.sql, isTold: !$0.isUnseen) }, migration: example.sql,
      options: options)
  }
}
