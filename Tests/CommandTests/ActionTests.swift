import LintelTestSupport
import Testing

/// The steps of `action.yml`, with programs in the place of GitHub's and Docker's.
@Suite struct `The action for GitHub` {
  private let root = String(#filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" })
  private let folder = TemporaryFolder()

  private func run(_ step: String, _ environment: [String: String]) -> Lintel.Outcome {
    let all = environment.merging([
      "PATH": "\(folder.path)/bin:/usr/bin:/bin", "GITHUB_OUTPUT": "\(folder.path)/output", "GITHUB_PATH": "\(folder.path)/path",
      "RUNNER_TEMP": folder.path, "GITHUB_ACTION_PATH": root,
    ]) { $1 }
    return ChildProcess.run(["bash", "\(root)/.ci/action", step], in: folder.path, environment: all.map { "\($0.key)=\($0.value)" })
  }

  private func program(_ name: String, _ script: String) {
    folder.write("bin/\(name)", "#!/bin/bash\n\(script)\n")
    folder.setMode("bin/\(name)", 0o755)
  }

  @Test func `hands on what it is told, a line for each argument`() {
    program("lintel", "printf '<%s>' \"$@\"; exit 1")
    let outcome = run("check", [
      "LINTEL_FORMAT": "github", "LINTEL_SINCE": "origin/main", "LINTEL_ARGUMENTS": "  --fail-on=note\n\n", "LINTEL_PATHS": "db/my files\n$(touch x)/*.sql\n",
    ])
    #expect(outcome.text == "<check><--format=github><--since=origin/main><--fail-on=note><db/my files><$(touch x)/*.sql>")
    #expect(outcome.status == 1)
    #expect(folder.read("output") == "exit-code=1\n")
  }

  @Test func `needs to be told nothing`() {
    program("lintel", "printf '<%s>' \"$@\"")
    let outcome = run("check", [:])
    #expect(outcome.text == "<check><--format=github>")
    #expect(outcome.status == 0)
  }

  /// Makes a release of a program that says who it is.
  private func makeRelease(sum: String = "$(cd \"$out\" && sha256sum lintel-*)") {
    program("gh", """
      while (($#)); do [[ $1 = --dir ]] && out=$2; shift; done
      mkdir -p "$out/made/lintel-1.0.0-linux-$(uname -m)"
      printf '#!/bin/sh\\necho released\\n' >"$out/made/lintel-1.0.0-linux-$(uname -m)/lintel"
      tar -C "$out/made" -czf "$out/lintel-1.0.0-linux-$(uname -m).tar.gz" "lintel-1.0.0-linux-$(uname -m)"
      echo "\(sum)" >"$out/SHA256SUMS"
      """)
  }

  @Test func `takes the program from the release`() {
    makeRelease()
    let outcome = run("bring", ["LINTEL_REF": "v1.0.0", "LINTEL_REPOSITORY": "a/b"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.text.hasSuffix("released\n"))
    #expect(folder.read("path") == "\(folder.path)/lintel/bin\n")
  }

  @Test func `refuses a release whose sum is another`() {
    makeRelease(sum: String(repeating: "0", count: 64) + "  lintel-1.0.0-linux-$(uname -m).tar.gz")
    #expect(run("bring", ["LINTEL_REF": "v1.0.0", "LINTEL_REPOSITORY": "a/b"]).status != 0)
    #expect(folder.read("path").isEmpty)
  }

  @Test func `builds it where there is no release`() {
    program("gh", "exit 1")
    program("docker", "case $1 in create) echo c;; cp) printf '#!/bin/sh\\necho built\\n' >\"$3\"; chmod +x \"$3\";; esac")
    let outcome = run("bring", ["LINTEL_REF": "main", "LINTEL_REPOSITORY": "a/b"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.text.hasSuffix("built\n"))
    // A release that was asked for by name is no matter of taste.
    #expect(run("bring", ["LINTEL_VERSION": "v9.9.9", "LINTEL_REPOSITORY": "a/b"]).status == 2)
  }
}
