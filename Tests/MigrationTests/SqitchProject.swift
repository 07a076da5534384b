import LintelTestSupport

/// A project that the real sqitch runs.
struct SqitchProject {
  static let isHere = ChildProcess.run(["sqitch", "--version"], environment: ["HOME=/tmp"]).status == 0

  let folder = TemporaryFolder(["sqitch.conf": "[core]\n\tengine = pg\n"])

  /// As `sqitch init`, `add` and `rework` write it, which take half a second each.
  /// - Parameter changes: each with its scripts. Before the last one there is a tag `v1`, which those that come again are called after.
  init(_ changes: [(name: String, deploy: String, revert: String, verify: String)]) {
    var plan = "%syntax-version=1.0.0\n%project=shop\n\n"
    for (number, change) in changes.enumerated() {
      let stamp = "2024-01-0\(number + 1)T00:00:00Z Ada <ada@example.org> # \(change.name)\n"
      let isLast = number + 1 == changes.count, again = changes[(number + 1)...].contains { $0.name == change.name }
      let reworked = changes[..<number].contains { $0.name == change.name } ? " [\(change.name)@v1]" : ""
      plan += (isLast ? "@v1 \(stamp)\n" : "") + "\(change.name)\(reworked) \(stamp)"
      let script = change.name + (again ? "@v1" : "") + ".sql"
      folder.write("deploy/\(script)", "-- Deploy shop:\(change.name) to pg\n\n\(change.deploy)")
      folder.write("revert/\(script)", "-- Revert shop:\(change.name) from pg\n\n\(change.revert)")
      folder.write("verify/\(script)", "-- Verify shop:\(change.name) on pg\n\n\(change.verify)")
    }
    folder.write("sqitch.plan", plan)
  }

  func run(_ arguments: String..., on database: TestDatabase? = nil) -> ChildProcess.Output {
    let target = database.map { ["--target", "db:pg://postgres@/\($0.name)?host=\($0.server.socketFolder)"] } ?? []
    return ChildProcess.run(
      ["sqitch"] + arguments + target, in: folder.path,
      environment: ["HOME=\(folder.path)", "SQITCH_FULLNAME=Ada", "SQITCH_EMAIL=ada@example.org"])
  }

  func lintel(_ arguments: String...) -> ChildProcess.Output { LintelProgram.run(arguments, in: folder.path) }
}
