import LintelTestSupport
import Testing

/// What goes along with the program in a release.
@Suite struct `A release` {
  private let root = String(#filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" })
  private let folder = TemporaryFolder()

  @Test func `has a manual page of all commands and options`() {
    let page = ChildProcess.run(["python3", "\(root)/.ci/manual", Lintel.path], in: folder.path)
    #expect(page.status == 0, "\(page.errors)")
    for command in ["check", "fix", "locks", "explain", "rules", "config", "init"] { #expect(page.text.contains("\n.SS lintel \(command)\n")) }
    for option in ["\\-\\-fail\\-on", "\\-\\-add\\-ignores", "\\-\\-pre\\-commit", "\\-\\-schema", "\\-\\-version"] { #expect(page.text.contains(option), "\(option)") }
    for name in ["GITHUB_STEP_SUMMARY", "CI_PROJECT_DIR", "VIRTUAL_ENV", "lintel\\-baseline.toml"] { #expect(page.text.contains(name), "\(name)") }
    // roff takes a point at the start of a line for an order.
    let orders: Set<String> = [".TH", ".SH", ".SS", ".TP", ".PP", ".br"]
    for line in page.text.split(separator: "\n") where line.hasPrefix(".") { #expect(orders.contains(String(line.prefix { $0 != " " })), "\(line)") }
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func `completes words in`(_ shell: String) {
    let script = Lintel.run("--generate-completion-script", shell, in: folder)
    #expect(script.status == 0)
    for word in ["check", "init", "statistics", "fail-on", "sarif", "git rev-parse", "toml"] { #expect(script.output.contains(word), "\(word)") }
  }

  @Test func `completes files, values and rules`() {
    folder.write("lintel.bash", Lintel.run("--generate-completion-script", "bash", in: folder).output)
    folder.write("db/1.sql", "")
    folder.write("db/notes.txt", "")
    folder.write("lintel.toml", "")
    func completed(_ words: String...) -> String {
      let last = words.count, line = ([Lintel.path] + words).joined(separator: " ")
      let variables = "COMP_WORDS=(\(line)\(words.last == "" ? "''" : "")) COMP_CWORD=\(last) COMP_LINE='\(line)' COMP_POINT=\(line.utf8.count)"
      let call = "_lintel lintel '\(words[last - 1])' '\(last > 1 ? words[last - 2] : "lintel")'"
      return ChildProcess.run(["bash", "-c", ". ./lintel.bash; \(variables); \(call); echo ${COMPREPLY[*]}"], in: folder.path).text
    }
    #expect(completed("check", "db/") == "db/1.sql\n")
    #expect(completed("locks", "--config", "l") == "db lintel.toml\n" || completed("locks", "--config", "l") == "lintel.toml\n")
    #expect(completed("check", "--format", "g") == "github gitlab\n")
    #expect(completed("explain", "create-index-b") == "create-index-blocks-writes\n")
    #expect(completed("fix", "--only", "create-index-b") == "create-index-blocks-writes\n")
    #expect(completed("check", "--fail-on", "w") == "warning\n")
  }
}
