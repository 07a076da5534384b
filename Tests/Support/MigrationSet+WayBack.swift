public import Migrations
import PostgresSyntax

/// The way back, which Lintel does not lint: here it is written as a way up of the same tool, which is sent in the same way.
extension MigrationSet {
  /// What undoes a migration; nil where nothing does. Several for a file whose parts are undone one by one.
  public func waysBack(of migration: Migration) -> [Migration]? {
    let path = migration.path, text = files[path] ?? ""
    func read(_ text: String?) -> [Migration]? { text.map { [recognized(path, $0)] } }
    func twin(_ endings: (up: String, down: String)...) -> String? {
      for ending in endings where path.hasSuffix(ending.up) {
        if let text = files[path.dropLast(ending.up.utf8.count) + ending.down] { return text }
      }
      return nil
    }
    switch migration.runner {
    case "goose":
      guard let down = MigrationSet.behind("-- +goose Down", in: text) else { return nil }
      let isOff = MigrationSet.lines(text).contains { $0.lowercased() == "-- +goose no transaction" }
      return read((isOff ? "-- +goose NO TRANSACTION\n" : "") + "-- +goose Up\n" + down)
    case "sql-migrate":
      return read(MigrationSet.from("-- +migrate Down", in: text).map { $0.replacingFirst("Down", "Up") })
    case "dbmate":
      return read(MigrationSet.from("-- migrate:down", in: text).map { $0.replacingFirst("migrate:down", "migrate:up") })
    case "tern": return read(MigrationSet.behind("---- create above / drop below ----", in: text))
    case "node-pg-migrate" where !path.hasSuffix(".up.sql"):
      return read(MigrationSet.behind("-- Down Migration", in: text).map { "-- Up Migration\n" + $0 })
    case "postgrator":
      let parts = path.split(separator: ".", maxSplits: 1)
      return read(files.first { $0.key.hasPrefix(parts[0] + ".undo.") }?.value)
    case "flyway":
      let name = path.split(separator: "/").last ?? "", folder = path.dropLast(name.utf8.count)
      return read(files[folder + "U" + name.dropFirst()])
    case "sqitch": return read(files[path.replacingFirst("deploy/", "revert/")])
    case "liquibase": return rollbacks(path, text)
    case "popx": return read(twin((".autocommit.up.sql", ".autocommit.down.sql"), (".autocommit.up.sql", ".down.sql"), (".up.sql", ".down.sql"), (".up.sql", ".autocommit.down.sql")))
    case "bun": return read(twin((".up.sql", ".down.sql"), (".up.sql", ".tx.down.sql")))
    default: return read(twin((".up.sql", ".down.sql"), ("/up.sql", "/down.sql")))
    }
  }

  /// A changeset for each that is undone, the last one first.
  private func rollbacks(_ path: String, _ text: String) -> [Migration]? {
    var changesets: [(head: String, back: String)] = []
    for line in MigrationSet.lines(text) {
      if line.hasPrefix("--changeset ") { changesets.append((line, "")) }
      if line.hasPrefix("--rollback "), let last = changesets.indices.last { changesets[last].back += line.dropFirst(11) + "\n" }
    }
    if changesets.allSatisfy({ $0.back.isEmpty }) { return nil }
    return changesets.reversed().filter { !$0.back.hasPrefix("not required") }.map {
      recognized(path, "--liquibase formatted sql\n\($0.head)\n\($0.back.isEmpty ? "has no way back" : $0.back)")
    }
  }

  private static func lines(_ text: String) -> [String] {
    text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
  }

  /// From a line that begins with a text.
  private static func from(_ mark: String, in text: String) -> String? {
    let lines = lines(text)
    return lines.firstIndex { $0.hasPrefix(mark) }.map { lines[$0...].joined(separator: "\n") }
  }

  private static func behind(_ mark: String, in text: String) -> String? {
    from(mark, in: text).map { lines($0).dropFirst().joined(separator: "\n") }
  }
}

extension String {
  func replacingFirst(_ old: String, _ new: String) -> String {
    var at = startIndex
    while at < endIndex {
      if self[at...].hasPrefix(old) { return self[..<at] + new + self[index(at, offsetBy: old.count)...] }
      at = index(after: at)
    }
    return self
  }
}
