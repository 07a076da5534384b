import Linting

/// How many findings of what kind a report holds.
struct FindingCounts {
  private(set) var errors = 0
  private(set) var warnings = 0
  private(set) var notes = 0
  /// Those that `lintel fix` can repair on its own.
  private(set) var fixable = 0
  /// Those that it can repair when it is asked twice.
  private(set) var fixableIfUnsafe = 0
  /// Files with a finding.
  private(set) var files = 0

  init(_ report: Report) { self.init(report.findings) }

  init(_ findings: [Finding]) {
    var seen: Set<Int> = []
    // Field by field: a finding has many, and a copy of each costs more than to count it.
    var last: Int?
    for at in findings.indices {
      switch findings[at].severity {
      case .error: errors += 1
      case .warning: warnings += 1
      case .note: notes += 1
      }
      switch findings[at].fix?.safety {
      case .safe: fixable += 1
      case .unsafe: fixableIfUnsafe += 1
      case .plan, nil: break
      }
      let migration = findings[at].migration ?? -1
      if migration != last { seen.insert(migration) }
      last = migration
    }
    files = seen.count
  }

  /// Such as `3 errors, 1 warning and 2 notes`; empty without findings.
  var listed: String {
    [(errors, "error"), (warnings, "warning"), (notes, "note")].filter { $0.0 > 0 }.map { $0.0.counted($0.1) }.listed
  }
}

extension Finding {
  /// Whether `lintel fix` repairs it without being asked twice.
  var isFixable: Bool { fix?.safety == .safe }

  /// Whether `lintel fix --unsafe` repairs it.
  var isFixableIfUnsafe: Bool { fix?.safety == .unsafe }
}

extension Int {
  /// With its noun: `1 file`, `2 files`.
  func counted(_ noun: String) -> String { self == 1 ? "1 \(noun)" : "\(self) \(noun)s" }
}
