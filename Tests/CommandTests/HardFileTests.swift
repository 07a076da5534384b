#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Testing

/// Files that cannot be read: each is a finding, the others are checked, and the exit code is 2.
@Suite struct `Unreadable files` {
  private func check(_ arguments: String..., in folder: TemporaryFolder, problem: String) {
    folder.write("good.sql", SQL.error)
    let outcome = Lintel.run(["check", "--format", "concise"] + arguments, in: folder)
    expect(outcome, problem)
  }

  private func expect(_ outcome: Lintel.Outcome, _ problem: String, of path: String = "bad.sql") {
    #expect(outcome.status == 2)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.lines.count == 2, "\(outcome.lines)")
    #expect(outcome.lines.contains { $0.hasPrefix("good.sql:2:1: error: create-index-blocks-writes") })
    #expect(outcome.lines.contains("\(path):1:1: error: unreadable-file: cannot be read: \(problem)"), "\(outcome.lines)")
  }

  @Test func `a missing file`() {
    check("good.sql", "bad.sql", in: TemporaryFolder(), problem: "no such file or folder")
  }

  @Test func `a broken link`() {
    let folder = TemporaryFolder()
    folder.link("bad.sql", to: "nowhere")
    check(in: folder, problem: "is a link that leads nowhere")
    check("bad.sql", "good.sql", in: folder, problem: "is a link that leads nowhere")
  }

  @Test func `a broken link that is no migration is nobody's business`() {
    let folder = TemporaryFolder(["good.sql": SQL.clean])
    folder.link("README", to: "nowhere")
    #expect(Lintel.run("check", in: folder).status == 0)
  }

  @Test func `links in a circle`() {
    let folder = TemporaryFolder()
    folder.link("bad.sql", to: "worse.sql")
    folder.link("worse.sql", to: "bad.sql")
    check("bad.sql", "good.sql", in: folder, problem: "its links lead in a circle")
  }

  @Test(.enabled(if: Unprivileged.isPossible, "needs setpriv to give up the rights of root"))
  func `a folder without permission`() {
    let folder = TemporaryFolder(["good.sql": SQL.error, "bad/1.sql": SQL.error])
    folder.setMode("bad", 0o000)
    expect(Unprivileged.run(["check", "--format", "concise"], in: folder), "permission denied", of: "bad")
  }

  @Test(.enabled(if: Unprivileged.isPossible, "needs setpriv to give up the rights of root"))
  func `a file without permission`() {
    let folder = TemporaryFolder(["good.sql": SQL.error, "bad.sql": SQL.error])
    folder.setMode("bad.sql", 0o000)
    expect(Unprivileged.run(["check", "--format", "concise"], in: folder), "permission denied")
  }

  @Test func `a folder with the name of a migration is a folder`() {
    let folder = TemporaryFolder(["1.sql/2.sql": SQL.error])
    #expect(Lintel.run("check", "--format", "concise", in: folder).lines.count == 1)
  }

  @Test func `a pipe in a folder is passed over, and read when it is named`() {
    let folder = TemporaryFolder(["text": SQL.error])
    mkfifo(folder.path + "/pipe.sql", 0o600)
    #expect(Lintel.run("check", in: folder).status == 0)
    let outcome = Lintel.run(
      ["check", "--format", "concise", "pipe.sql"], in: folder, wrapper: ["sh", "-c", "cat text >pipe.sql & exec \"$0\" \"$@\""])
    #expect(outcome.output.hasPrefix("pipe.sql:2:1: error"))
  }
}
