import Reports
import Testing

@Suite struct `Formats` {
  let folder = TemporaryFolder(["db/1.sql": SQL.error])

  @Test func `concise is a line for each finding`() {
    let outcome = Lintel.run("check", "--format", "concise", in: folder)
    #expect(outcome.lines.count == 1)
    #expect(outcome.output.hasPrefix("db/1.sql:2:1: error: create-index-blocks-writes: "))
  }

  @Test func `several formats go to places of their own`() {
    let outcome = Lintel.run("check", "--format", "concise", "--format", "json=report.json", in: folder)
    #expect(outcome.status == 1)
    #expect(outcome.lines.count == 1)
    #expect(folder.read("report.json").hasPrefix("{\"version\":1,"))
    #expect(folder.read("report.json") == Lintel.run("check", "--format", "json", in: folder).output)
  }

  @Test func `only a file leaves standard output alone`() {
    let outcome = Lintel.run("check", "--format", "json=report.json", in: folder)
    #expect(outcome.output.isEmpty)
    #expect(!folder.read("report.json").isEmpty)
  }

  @Test func `a report takes the place of an older one, with its mode and through its link`() {
    folder.write("real.json", "old")
    folder.setMode("real.json", 0o604)
    folder.link("report.json", to: "real.json")
    _ = Lintel.run("check", "--format", "json=report.json", in: folder)
    #expect(folder.read("real.json").hasPrefix("{"))
    #expect(folder.mode("real.json") == 0o604)
    #expect(folder.names == ["db", "real.json", "report.json"])
  }

  @Test func `one run writes all formats, each as it would come alone`() {
    let formats = CheckFormat.allCases.map(\.rawValue)
    _ = Lintel.run(["check"] + formats.flatMap { ["--format", "\($0)=report.\($0)"] }, in: folder)
    for format in formats {
      #expect(folder.read("report.\(format)") == Lintel.run("check", "--format", format, in: folder).output, "\(format)")
    }
  }

  @Test(arguments: ["gitlab", "sarif", "github"])
  func `paths for other programs start at the project, wherever it is looked at from`(_ format: String) {
    folder.makeFolder(".git")
    let inside = ["sh", "-c", "cd db && exec \"$0\" \"$@\""]
    let whole = Lintel.run("check", "--format", format, in: folder).output
    #expect(whole.contains("db/1.sql"))
    #expect(Lintel.run(["check", "--format", format, "1.sql"], in: folder, wrapper: inside).output == whole)
    #expect(Lintel.run(["check", "--format", format, "../db/1.sql"], in: folder, wrapper: inside).output == whole)
    let named = Lintel.run(["check", "--format", format], in: folder, environment: ["CI_PROJECT_DIR": folder.path + "/db"], wrapper: inside).output
    #expect(named.contains("1.sql"))
    #expect(!named.contains("db/1.sql"))
  }

  @Test func `rules in SARIF have their pages`() {
    let shown = Lintel.run("check", "--format", "sarif", in: folder).output
    #expect(shown.contains(##""markdown":"# create-index-blocks-writes\n\n`CREATE INDEX` holds"##))
    #expect(shown.contains(#""text":"create-index-blocks-writes\n"#))
    #expect(shown.contains(##""originalUriBaseIds":{"SRCROOT":{"uri":"file:///"##))
  }

  @Test(arguments: CheckFormat.allCases)
  func `a name that is not UTF-8 does not break a format`(_ format: CheckFormat) {
    let folder = TemporaryFolder()
    let outcome = Lintel.run(
      ["check", "--format", format.rawValue], in: folder, wrapper: ["sh", "-c", "printf 'TRUNCATE a;' >\"$(printf 'a\\377b.sql')\"; exec \"$0\" \"$@\""])
    #expect(outcome.status == 2, "\(outcome.errors)")
    #expect(outcome.output.contains("unreadable-file") || format == .text)
  }

  @Test func `a report can go to a device`() {
    // A pipe: what standard error is here otherwise is a file without a name.
    let outcome = Lintel.run(
      ["check", "--format", "concise=/dev/stderr"], in: folder, wrapper: ["sh", "-c", "{ \"$0\" \"$@\" 2>&1 >/dev/null; } | cat"])
    #expect(outcome.output.hasPrefix("db/1.sql:2:1: error"))
  }

  @Test func `a full disk is trouble`() {
    let outcome = Lintel.run("check", "--format", "json=/dev/full", in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors == "lintel: cannot write to /dev/full: no space left on device\n")
  }

  @Test(arguments: [
    (["--color", "always"], [:], true),
    (["--color", "always"], ["NO_COLOR": "1"], true),
    (["--color", "never"], ["FORCE_COLOR": "1"], false),
    ([], [:], false),
    ([], ["FORCE_COLOR": "1"], true),
    ([], ["CLICOLOR_FORCE": "1"], true),
    ([], ["FORCE_COLOR": "1", "TERM": "dumb"], true),
    ([], ["FORCE_COLOR": "0"], false),
    ([], ["FORCE_COLOR": "1", "NO_COLOR": "1"], false),
  ] as [([String], [String: String], Bool)])
  func `color follows the option, then the environment`(_ arguments: [String], _ environment: [String: String], _ isColored: Bool) {
    let outcome = Lintel.run(["check"] + arguments, in: folder, environment: environment)
    #expect(outcome.output.contains("\u{1b}[") == isColored)
  }

  @Test func `a file is never colored`() {
    _ = Lintel.run("check", "--color", "always", "--format", "text=report.txt", in: folder)
    #expect(!folder.read("report.txt").contains("\u{1b}"))
  }

  @Test func `locks come as text and as JSON`() {
    #expect(Lintel.run("locks", in: folder).output.contains("orders"))
    #expect(Lintel.run("locks", "--format", "json", in: folder).output.hasPrefix("{\"version\":1,\"files\":["))
  }
}
