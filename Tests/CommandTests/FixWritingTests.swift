#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import LintelTestSupport
import Testing

@Suite struct `Writing of lintel fix` {
  @Test func `keeps the mode`() {
    for mode: mode_t in [0o600, 0o644, 0o755, 0o664] {
      let folder = TemporaryFolder(["1.sql": SQL.fixable])
      folder.setMode("1.sql", mode)
      #expect(Lintel.run("fix", in: folder).status == 0)
      #expect(folder.read("1.sql") == SQL.fixed)
      #expect(folder.mode("1.sql") == mode)
      #expect(folder.names == ["1.sql"])
    }
  }

  @Test(.enabled(if: getuid() == 0, "needs root to give a file away"))
  func `keeps the owner`() {
    let folder = TemporaryFolder(["1.sql": SQL.fixable])
    chown(folder.path + "/1.sql", 65534, 65533)
    #expect(Lintel.run("fix", in: folder).status == 0)
    var status = stat()
    stat(folder.path + "/1.sql", &status)
    #expect((status.st_uid, status.st_gid) == (65534, 65533))
  }

  @Test func `keeps a link, and replaces what it leads to`() {
    let folder = TemporaryFolder(["real/old.sql": SQL.fixable])
    folder.link("1.sql", to: "real/old.sql")
    #expect(Lintel.run("fix", "1.sql", in: folder).status == 0)
    #expect(folder.read("real/old.sql") == SQL.fixed)
    var status = stat()
    lstat(folder.path + "/1.sql", &status)
    #expect(status.st_mode & S_IFMT == S_IFLNK)
    #expect(folder.names == ["1.sql", "real"])
  }

  @Test func `leaves alone what is no plain file`() {
    let folder = TemporaryFolder(["text": SQL.fixable])
    mkfifo(folder.path + "/pipe.sql", 0o600)
    let outcome = Lintel.run(["fix", "pipe.sql"], in: folder, wrapper: ["sh", "-c", "cat text >pipe.sql & exec \"$0\" \"$@\""])
    #expect(outcome.status == 2)
    #expect(outcome.errors == "lintel: cannot write to pipe.sql: is no plain file\n")
    #expect(folder.names == ["pipe.sql", "text"])
  }

  @Test(.enabled(if: Unprivileged.isPossible, "needs setpriv to give up the rights of root"), arguments: [(0o444, 0o755), (0o644, 0o555)] as [(mode_t, mode_t)])
  func `does not write where it may not, and goes on with the others`(file: mode_t, place: mode_t) {
    let folder = TemporaryFolder(["a/1.sql": SQL.fixable, "b/1.sql": SQL.fixable])
    for name in [".", "b", "b/1.sql"] { Unprivileged.own(name, in: folder) }
    folder.setMode("a/1.sql", file)
    folder.setMode("a", place)
    let outcome = Unprivileged.run(["fix"], in: folder)
    folder.setMode("a", 0o755)
    #expect(outcome.status == 2)
    #expect(outcome.errors == "lintel: cannot write to a/1.sql: permission denied\n")
    #expect(folder.read("a/1.sql") == SQL.fixable)
    #expect(folder.read("b/1.sql") == SQL.fixed)
    #expect(outcome.output.hasSuffix("Fixed 1 finding in 1 file; nothing is left.\n"), "\(outcome.output)")
  }

  @Test func `does not write over what has changed since it was read`() {
    // The program opens the pipe when it has read the file before it, and waits there until the file is another.
    let folder = TemporaryFolder(["1.sql": SQL.fixable])
    mkfifo(folder.path + "/pipe.sql", 0o600)
    let script = "{ exec 3>pipe.sql; echo 'SELECT 2;' >>1.sql; echo 'SELECT 1;' >&3; } & exec \"$0\" \"$@\""
    let outcome = Lintel.run(["fix", "1.sql", "pipe.sql"], in: folder, wrapper: ["sh", "-c", script])
    #expect(outcome.status == 2)
    #expect(outcome.errors == "lintel: cannot write to 1.sql: has changed since it was read\n")
    #expect(folder.read("1.sql") == SQL.fixable + "SELECT 2;\n")
    #expect(folder.names == ["1.sql", "pipe.sql"])
  }

  @Test func `leaves the old text or the new one when it is killed`() {
    let filler = String(repeating: "SELECT 'a line that is here to make the file big';\n", count: 6_000)
    let folder = TemporaryFolder(["1.sql": SQL.fixable + filler])
    let started = Clock.now
    #expect(Lintel.run("fix", in: folder).status == 0)
    let time = Clock.now - started
    var killed = 0
    for number in 0..<16 {
      folder.write("1.sql", SQL.fixable + filler)
      // More of them near the end, where the writing is.
      let delay = time * (number % 3 == 0 ? Double(number) / 16 : 0.8 + 0.3 * Double(number) / 16)
      let outcome = Lintel.run(["fix"], in: folder, wrapper: ["timeout", "-s", "KILL", "\(delay)"])
      if outcome.status != 0 { killed += 1 }
      let text = folder.read("1.sql")
      #expect(text == SQL.fixable + filler || text == SQL.fixed + filler, "\(text.utf8.count) bytes")
      #expect(folder.names.allSatisfy { $0 == "1.sql" || $0.hasPrefix(".lintel-") })
    }
    #expect(killed > 0)
    // What a killed run has left is no migration.
    folder.write(".lintel-abcdef", SQL.fixable)
    #expect(Lintel.run("fix", in: folder).output.hasSuffix("in 1 file; nothing is left.\n"))
  }

  @Test func `ends cleanly on a signal that can wait`() {
    let filler = String(repeating: "SELECT 'a line that is here to make the file big';\n", count: 6_000)
    let folder = TemporaryFolder()
    for number in 1...8 {
      folder.write("1.sql", SQL.fixable + filler)
      _ = Lintel.run(["fix"], in: folder, wrapper: ["timeout", "-s", "TERM", "0.\(number * 8 + 10)"])
      #expect(folder.names == ["1.sql"])
    }
  }

  @Test func `leaves the old text when the disk is full`() {
    let folder = TemporaryFolder()
    folder.makeFolder("disk")
    let mounted = ChildProcess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.path + "/disk"])
    guard mounted.status == 0 else {
      print("skipped the test of a full disk: cannot mount one (\(mounted.errors.split(separator: "\n").first ?? "no mount"))")
      return
    }
    defer { _ = ChildProcess.run(["umount", folder.path + "/disk"]) }
    let big = SQL.fixable + String(repeating: "SELECT 'a line that is here to fill the disk';\n", count: 900)
    folder.write("disk/1.sql", big)
    folder.write("2.sql", SQL.fixable)
    let outcome = Lintel.run("fix", in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors == "lintel: cannot write to disk/1.sql: no space left on device\n")
    #expect(folder.read("disk/1.sql") == big)
    #expect(folder.read("2.sql") == SQL.fixed)
    #expect(ChildProcess.run(["ls", "-A", folder.path + "/disk"]).text == "1.sql\n")
  }
}

private enum Clock {
  /// In seconds.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
