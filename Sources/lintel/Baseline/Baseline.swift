import Linting
import PostgresSyntax
import Reports
import TOMLKit

/// Findings that a project has accepted: they were there when Lintel came. `lintel-baseline.toml` has for each file and rule the hashes of
/// the statements they stand on, and no line numbers.
struct Baseline {
  static let fileName = "lintel-baseline.toml"

  /// As it is shown.
  let path: String
  /// The absolute path of its folder, from where its paths count.
  private let folder: String
  /// How often a statement has a finding of a rule, by file, rule and hash.
  private var accepted: [String: [String: [String: Int]]] = [:]
  /// Those that a finding was found for.
  private var met: [String: [String: [String: Int]]] = [:]

  /// One with nothing in it.
  init(at path: String, currentFolder: String) {
    self.path = path
    folder = Path.parent(of: Path.absolute(path, in: currentFolder))
  }

  /// The nearest one upwards from a folder; nil where there is none.
  static func nearest(to currentFolder: String) throws(Failure) -> Baseline? {
    guard let path = nearestPath(to: currentFolder) else { return nil }
    return try Baseline(reading: path, currentFolder)
  }

  /// Its path, as it is shown.
  static func nearestPath(to currentFolder: String) -> String? {
    Folder.nearest(from: currentFolder, holding: fileName).map { Path.relative(Path.join($0, fileName), from: currentFolder) }
  }

  /// The same to write: one that cannot be read as TOML, as a merge leaves it behind, begins anew.
  static func nearestToWrite(to currentFolder: String) throws(Failure) -> Baseline? {
    guard let path = nearestPath(to: currentFolder) else { return nil }
    if let bytes = try? FileReader.contents(of: path), table(in: bytes) == nil {
      Descriptor.complain("lintel: \(path) is not TOML, and is written anew")
      return Baseline(at: path, currentFolder: currentFolder)
    }
    return try Baseline(reading: path, currentFolder)
  }

  private static func table(in bytes: [UInt8]) -> TOMLTable? {
    Encoding.problem(in: bytes) == nil ? try? TOMLTable(string: String(decoding: bytes, as: UTF8.self)) : nil
  }

  private init(reading path: String, _ currentFolder: String) throws(Failure) {
    self.init(at: path, currentFolder: currentFolder)
    let bytes: [UInt8]
    do throws(SystemError) { bytes = try FileReader.contents(of: path) } catch { throw Failure("cannot read \(path): \(error.text)") }
    guard let table = Self.table(in: bytes) else {
      throw Failure("\(path) is not TOML: restore it, or write it anew with `lintel baseline`")
    }
    guard table["version"]?.int == 1 else { throw Failure("\(path) is of a version that this Lintel does not know") }
    for file in table.keys where file != "version" {
      guard let rules = table[file]?.table else { throw Failure("\(path): `\(file)` is no table of rules") }
      for rule in rules.keys {
        guard let hashes = rules[rule]?.array else { throw Failure("\(path): `\(rule)` of `\(file)` is no list of hashes") }
        for hash in hashes { accepted[file, default: [:]][rule, default: [:]][hash.string ?? "", default: 0] += 1 }
      }
    }
  }

  /// Takes the accepted ones out of a report, and counts them.
  mutating func apply(to report: inout Report, currentFolder: String) {
    var names: (migration: Int, file: String, statements: StatementNames)?
    report.findings.removeAll { finding in
      guard Self.isAcceptable(finding), let number = finding.migration, report.migrations.indices.contains(number) else { return false }
      if names?.migration != number {
        let migration = report.migrations[number]
        names = (number, name(of: migration.path, currentFolder), StatementNames(migration))
      }
      guard let file = names?.file, let hash = names?.statements.text(of: finding).shortHash, accepts(finding.rule, hash, in: file) else { return false }
      report.acceptedCount += 1
      return true
    }
  }

  private mutating func accepts(_ rule: String, _ hash: String, in file: String) -> Bool {
    let count = accepted[file]?[rule]?[hash] ?? 0, used = met[file]?[rule]?[hash] ?? 0
    if used >= count { return false }
    met[file, default: [:]][rule, default: [:]][hash] = used + 1
    return true
  }

  /// Entries of the files of a report, and of those that are no more, that met no finding: by file and rule, with how many there are.
  func stale(in report: Report, currentFolder: String) -> [(file: String, rule: String, count: Int)] {
    files(of: report, currentFolder).union(goneFiles).sorted().flatMap { file in
      (accepted[file] ?? [:]).sorted { $0.key < $1.key }.compactMap { rule, hashes in
        let count = hashes.values.reduce(0, +) - (met[file]?[rule] ?? [:]).values.reduce(0, +)
        return count > 0 ? (Path.relative(Path.absolute(file, in: folder), from: currentFolder), rule, count) : nil
      }
    }
  }

  /// Takes out what met no finding, in the files of a report and in those that are no more.
  mutating func prune(_ report: Report, currentFolder: String) {
    for file in files(of: report, currentFolder) { accepted[file] = met[file] }
    for file in goneFiles { accepted[file] = nil }
  }

  private var goneFiles: [String] { accepted.keys.filter { (try? FileStatus(Path.join(folder, $0))) == nil } }

  /// Accepts all findings of a report, and what it had of other files that are still there.
  mutating func accept(_ report: Report, currentFolder: String) {
    for file in files(of: report, currentFolder) + goneFiles { accepted[file] = nil }
    var names: [Int: StatementNames] = [:]
    for finding in report.findings where Self.isAcceptable(finding) {
      guard let number = finding.migration, report.migrations.indices.contains(number) else { continue }
      let migration = report.migrations[number]
      let hash = names[number, default: StatementNames(migration)].text(of: finding).shortHash
      accepted[name(of: migration.path, currentFolder), default: [:]][finding.rule, default: [:]][hash, default: 0] += 1
    }
  }

  /// A file that cannot be read has no statement to know again.
  private static func isAcceptable(_ finding: Finding) -> Bool { finding.rule != EngineRule.unreadableFile.rawValue }

  var count: Int { accepted.values.flatMap(\.values).flatMap(\.values).reduce(0, +) }

  /// Of the file.
  var text: String {
    var text = "# Findings that are accepted: `lintel baseline` writes this file, and `lintel baseline --prune` takes out what is no more.\nversion = 1\n"
    for (file, rules) in accepted.sorted(by: { $0.key < $1.key }) where !rules.isEmpty {
      text += "\n[\(ConfigurationText.quoted(file))]\n"
      for (rule, hashes) in rules.sorted(by: { $0.key < $1.key }) {
        let list = hashes.sorted { $0.key < $1.key }.flatMap { Array(repeating: "\"\($0)\"", count: $1) }
        text += list.count == 1 ? "\(rule) = [\(list[0])]\n" : "\(rule) = [\n\(list.map { "  \($0),\n" }.joined())]\n"
      }
    }
    return text
  }

  private func files(of report: Report, _ currentFolder: String) -> Set<String> {
    Set(report.reviewed.map { name(of: report.migrations[$0].path, currentFolder) })
  }

  private func name(of path: String, _ currentFolder: String) -> String { Path.relative(Path.absolute(path, in: currentFolder), from: folder) }
}

extension String {
  fileprivate var shortHash: String {
    var hash = StableHash()
    hash.add(self)
    return String(hash.hex.prefix(16))
  }
}
