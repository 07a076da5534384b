/// Texts whose findings do not depend on which rules there are.
enum SQL {
  static let clean = "SELECT 1;\n"
  /// One error, create-index-blocks-writes, at 2:1.
  static let error = "SET lock_timeout = '5s';\nCREATE INDEX ON orders (a);\n"
  /// One warning, suppression-without-reason, at 1:1.
  static let warning = "-- lintel: ignore[syntax-error]\nSELECT 1;\n"
  /// With a safe fix, that of ineffective-lock-timeout.
  static let fixable = "SET LOCAL lock_timeout = '5s';\nSELECT 1;\n"
  static let fixed = "SET lock_timeout = '5s';\nSELECT 1;\n"
}
