public import Linting
public import Migrations
import PostgresBehavior
import PostgresSyntax

/// Files of one tool in a folder `/work`, which is nowhere, in the order in which they run.
public struct MigrationSet: Sendable {
  /// By their paths below `/work/`.
  public var files: [String: String]
  public var settings: [String: String]

  public init(_ files: [String: String], settings: [String: String] = [:]) {
    self.files = files
    self.settings = settings
  }

  private var surroundings: Surroundings { Surroundings(Dictionary(uniqueKeysWithValues: files.map { ("/work/" + $0, $1) })) }

  func recognized(_ path: String, _ text: String) -> Migration {
    Recognizer(surroundings).migration(path: path, absolute: "/work/" + path, source: SourceText(text), settings: RunnerSettings(settings))
  }

  public func migration(_ path: String) -> Migration? { files[path].map { recognized(path, $0) } }

  /// What runs on the way up.
  public var migrations: [Migration] {
    let all = files.filter { $0.key.hasSuffix(".sql") }.map { recognized($0.key, $0.value) }.filter { !$0.isWayDown }
    return all.sorted { a, b in
      let places = (a.place ?? HistoryPlace(), b.place ?? HistoryPlace())
      return places.0 == places.1 ? MigrationSet.order(a.path) < MigrationSet.order(b.path) : places.0 < places.1
    }
  }

  /// With numbers of one length: `2_b` comes before `10_a`.
  private static func order(_ path: String) -> String {
    var order = "", digits = ""
    func padded() -> String { digits.isEmpty ? "" : String(repeating: "0", count: max(0, 20 - digits.count)) + digits }
    for sign in path {
      if sign.isASCII, sign.isNumber { digits.append(sign) } else {
        order += padded() + String(sign)
        digits = ""
      }
    }
    return order + padded()
  }

  /// For the linter.
  /// - Parameter reviewed: nil for all.
  public func inputs(_ options: LintOptions, reviewed: Set<String>? = nil) -> [LintInput] {
    migrations.map { LintInput(migration: $0, options: options, history: "", isReviewed: reviewed?.contains($0.path) ?? true) }
  }

  /// As it lies there when it is fixed.
  public func applying(_ fixed: [FixedFile]) -> MigrationSet {
    var set = self
    for file in fixed where file.isChanged {
      set.files[file.migration.path] = file.isGone ? nil : file.source[file.source.span]
      for beside in file.besides { set.files[beside.path] = beside.new.map { $0[$0.span] } }
    }
    return set
  }

  /// The paths of files that are new or differ.
  public func changes(since other: MigrationSet) -> Set<String> {
    Set(files.filter { other.files[$0.key] != $0.value }.keys).union(other.files.keys.filter { files[$0] == nil })
  }

  public var description: String { files.keys.sorted().map { "==> \($0)\n\(files[$0] ?? "")" }.joined(separator: "\n") }
}
