import Testing

@Suite struct `Mistakes in lintel.toml` {
  /// What is said about a `lintel.toml`, without its name.
  private func mistakes(in text: String, _ more: [String: String] = [:]) -> [String] {
    let folder = TemporaryFolder(more.merging(["lintel.toml": text, "1.sql": SQL.error]) { $1 })
    let outcome = Lintel.run("check", in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty, "with a mistake in the configuration nothing is checked")
    return outcome.errors.split(separator: "\n").map { $0.hasPrefix("lintel.toml:") ? String($0.dropFirst(11)) : String($0) }
  }

  static let examples: [(text: String, message: String)] = [
    ("fail_on = \"error\"", "1:1: error: unknown key `fail_on`; did you mean `fail-on`?"),
    ("  \"posgres\" = 15", "1:3: error: unknown key `posgres`; did you mean `postgres`?"),
    ("frobnicate = 1", "1:1: error: unknown key `frobnicate`"),
    ("lock_timeout = \"5s\"", "1:1: error: unknown key `lock_timeout`; it belongs in `[session]`"),
    ("syntax-error = \"off\"", "1:1: error: unknown key `syntax-error`; it belongs in `[rules]`"),
    ("postgres = 11", "1:12: error: `postgres` must be a number from 12 to 19, not 11"),
    ("postgres = \"15\"", "1:12: error: `postgres` must be a number from 12 to 19, not \"15\""),
    ("transaction = \"fil\"",
      "1:15: error: `transaction` must be \"none\", \"file\" or \"simple-query\", not \"fil\"; did you mean \"file\"?"),
    ("runner = \"gose\"", "1:10: error: `runner` must be the name of a migration tool, such as \"goose\", not \"gose\"; did you mean \"goose\"?"),
    ("[runners]\nflywy.mixed = true", "2:1: error: unknown runner `flywy`; did you mean `flyway`?"),
    ("[runners]\nflyway.mixd = true", "2:8: error: unknown key `mixd`; did you mean `mixed`?"),
    ("[runners.atlas]\ntx-mode = \"nome\"", "2:11: error: `tx-mode` must be \"file\" or \"all\" or \"none\", not \"nome\"; did you mean \"none\"?"),
    ("runners.prisma.version = 7", "1:26: error: `version` must be a version such as \"7.4\", not 7"),
    ("fail-on = true", "1:11: error: `fail-on` must be \"error\", \"warning\", \"note\" or \"never\", not true"),
    ("preset = 1979-05-27", "1:10: error: `preset` must be \"default\" or \"strict\", not a date"),
    ("paths = \"db\"", "1:9: error: `paths` must be a list of paths, not \"db\""),
    ("exclude = [\"a\", # not this ]\n  'b', [1], \"\"]", "2:8: error: an entry of `exclude` must be text that is not empty, not a list"),
    ("rules = 1", "1:9: error: `rules` must be a table, not 1"),
    ("é = 1", "1:1: error: "),
    ("[rules]\ncreate-index-block-writes = \"off\"",
      "2:1: error: unknown rule `create-index-block-writes`; did you mean `create-index-blocks-writes`?"),
    ("[rules]\ncreate-index-blocks = \"off\"",
      "2:1: error: unknown rule `create-index-blocks`; did you mean `create-index-blocks-writes`?"),
    ("[rules]\nfrobnicate = \"off\"", "2:1: error: unknown rule `frobnicate`; `lintel rules` lists them all"),
    ("[rules]\nsyntax-error = \"of\"",
      "2:16: error: `syntax-error` must be \"error\", \"warning\", \"note\" or \"off\", not \"of\"; did you mean \"off\"?"),
    ("rules = { syntax-error = 1, unknown-rul = \"off\" }", "1:26: error: `syntax-error` must be"),
    ("rules.syntax-error = 1", "1:22: error: `syntax-error` must be"),
    ("[session]\nlock_timeout = \"5 parsecs\"",
      "2:16: error: `lock_timeout` must be a time such as \"5s\" or \"250ms\", not \"5 parsecs\""),
    ("[session]\n\n  lock-timeout = \"5s\"", "3:3: error: unknown key `lock-timeout`; did you mean `lock_timeout`?"),
    ("[tables]\nhuge = []", "2:1: error: unknown key `huge`"),
    ("[override]\npaths = []", "1:1: error: `override` must be written `[[override]]`"),
    ("[[override]]\npostgres = 15", "1:1: error: `[[override]]` needs `paths`, the patterns of the files it is for"),
    ("[[override]]\npaths = [\"a\"]\n[[override]]\npaths = [\"b\"]\n[override.rules]\nnope-nope = \"off\"",
      "6:1: error: unknown rule `nope-nope`"),
    ("[[override]]\npaths = [\"a\"]\nfail-on = \"error\"", "3:1: error: unknown key `fail-on`"),
    ("a = '''\n[rules]\nx = 1\n'''\nb = \"\"\"\n\\\"\"\"\"\nfrob = 1", "1:1: error: unknown key `a`"),
    ("postgres = 15\npostgres = 16", "2:12: error: "),
    ("postgres = = 15", "1:12: error: "),
    ("[rules", "1:7: error: "),
    ("\"a\\u0000b\" = 1", "1:1: error: "),
    ("extend = \"base.toml\"", "1:10: error: `extend` names `base.toml`: no such file or folder"),
    ("extend = \"lintel.toml\"", "1:10: error: `extend` leads in a circle, back to `lintel.toml`"),
  ]

  @Test(arguments: examples)
  func `are told with their place`(_ text: String, _ message: String) {
    let mistakes = mistakes(in: text)
    #expect(mistakes.first?.hasPrefix(":" + message) == true, "\(mistakes)")
  }

  @Test func `are told all at once, in order`() {
    let text = "\u{feff}# é\nnope = 1\n[session] # x\nfoo = 2\n[[override]]\npaths = [\"a\"]\n[override.tables]\nbar = 1\n"
      + "[rules]\nfoo = 1\n"
    #expect(mistakes(in: text).map { $0.split(separator: " ").first } == [":2:1:", ":4:1:", ":8:1:", ":10:1:"])
  }

  @Test func `are looked for in what a file extends, too`() {
    let text = mistakes(in: "extend = \"base/x.toml\"\nnope = 1", ["base/x.toml": "extend = \"../lintel.toml\"\nnope = 2"])
    #expect(text == [
      ":2:1: error: unknown key `nope`", "base/x.toml:2:1: error: unknown key `nope`",
      "base/x.toml:1:10: error: `extend` leads in a circle, back to `lintel.toml`",
    ])
  }

  @Test func `can be anything but text`() {
    #expect(mistakes(in: "a\0b") == [": error: holds a NUL byte at offset 1 (line 1)"])
    let folder = TemporaryFolder(["1.sql": SQL.error])
    folder.makeFolder("lintel.toml")
    #expect(Lintel.run("check", in: folder).errors == "lintel.toml: error: cannot be read: is a folder\n")
  }

  @Test func `in a folder that is not looked at do no harm`() {
    let folder = TemporaryFolder(["a/lintel.toml": "nope = 1", "a/1.sql": SQL.error, "b/1.sql": SQL.clean])
    #expect(Lintel.run("check", "b", in: folder).status == 0)
    #expect(Lintel.run("check", in: folder).status == 2)
  }

  @Test func `are told by lintel config as well`() {
    let folder = TemporaryFolder(["lintel.toml": "nope = 1"])
    let outcome = Lintel.run("config", in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors == "lintel.toml:1:1: error: unknown key `nope`\n")
  }
}
