import PostgresBehavior

/// The `lintel.toml` that a repository begins with: what was seen is said, the rest stands there as comments.
struct StarterConfiguration {
  let look: RepositoryLook
  var squawk: SquawkConfiguration?
  /// The `lintel.toml` of a folder further up.
  var outer: String?
  /// What comments told squawk of single files: by path, whether they run in a transaction.
  var transactions: [(path: String, isIn: Bool)] = []

  var text: String {
    [header, server, places, tool, transaction, severity, rules, session, tables, overrides].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var header: String {
    "# Lintel's configuration. `lintel config PATH` shows what is in force, `lintel rules` lists the rules.\n"
      + (squawk.map { "# Taken over from \($0.path).\n" } ?? "")
      + (outer.map { "extend = \(quoted($0))\n" } ?? "")
  }

  private var server: String {
    let supported = ServerVersion.supported, comment = "# The major version of the server, \(supported.lowerBound) to \(supported.upperBound).\n"
    guard let squawk, let version = squawk.version else { return comment + "# postgres = \(ServerVersion.standard.major)\n" }
    guard let major = squawk.major, supported.contains(major) else {
      return comment + "# postgres = \(ServerVersion.standard.major)   # squawk is told \(version)\n"
    }
    return comment + "postgres = \(major)\n"
  }

  private var places: String {
    let folders = look.folders, excluded = squawk?.excludedPaths ?? []
    let paths = folders.isEmpty || folders == ["."] ? "# paths = [\"db/migrations\"]\n" : "paths = \(list(folders))\n"
    let exclude = excluded.isEmpty
      ? "# exclude = [\"legacy\", \"*.bak.sql\"]   # also when named on the command line, as hooks do\n" : "exclude = \(list(excluded))\n"
    return "# What `lintel check` looks at without a path, and what it never looks at.\n" + paths + exclude
  }

  private var tool: String {
    var lines = "# The migration tool, where Lintel does not see it by itself.\n"
    for group in look.groups {
      let count = group.count == 1 ? "1 migration" : "\(group.count) migrations"
      if !group.candidates.isEmpty {
        lines += "# \(shown(group.folder)): \(count) for \(group.candidates.joined(separator: " or ")); name the one it is:\n"
      } else if let why = group.why {
        lines += "# \(shown(group.folder)): \(count) for \(group.runner), because \(inOneLine(why))\n"
      } else {
        lines += "# \(shown(group.folder)): \(count), and nothing speaks for another tool than \(group.runner)\n"
      }
    }
    let first = look.groups.first { !$0.candidates.isEmpty }?.candidates.first ?? look.groups.first?.runner ?? "goose"
    return lines + "# runner = \(quoted(first))\n"
  }

  private var transaction: String {
    let comment = "# How a file is run, where it is not as its tool does it: \"none\", \"file\" or \"simple-query\".\n"
    guard squawk?.assumesTransaction == true else { return comment + "# transaction = \"file\"\n" }
    // Where a tool is known, it says more of each file.
    if !look.foldersWithTool.isEmpty { return comment + "# transaction = \"file\"   # squawk assumes it; the tool says more of each file\n" }
    return comment + "transaction = \"file\"   # squawk assumes it\n"
  }

  private var severity: String {
    """
    # "strict" turns the notes on.
    # preset = "strict"
    # From which severity on the exit code is 1: "error", "warning", "note", "never".
    # fail-on = "warning"

    """
  }

  private var rules: String {
    guard let squawk, !squawk.excludedRules.isEmpty else {
      return "# [rules]                     # \"error\", \"warning\", \"note\" or \"off\"\n# rename-breaks-clients = \"off\"\n"
    }
    var text = "[rules]\n"
    for (rule, names, isWhole) in squawk.rulesOff {
      let others = SquawkRules.names(of: rule).filter { !squawk.excludedRules.contains($0) }
      text += isWhole ? "\(rule) = \"off\"   # squawk: \(names.joined(separator: ", "))\n"
        : "# \(rule) = \"off\"   # squawk leaves out \(names.joined(separator: ", ")), and not \(others.joined(separator: ", "))\n"
    }
    if !squawk.without.isEmpty { text += "# Lintel has nothing like \(squawk.without.joined(separator: ", ")).\n" }
    return text
  }

  private var session: String {
    "# [session]                   # what the tool's role or connection has already set\n# lock_timeout = \"5s\"\n"
  }

  private var tables: String {
    "# [tables]\n"
      + "# large = [\"events\"]          # findings that block one say so first\n"
      + "# small = [\"countries\"]       # findings that block only small ones are notes\n"
  }

  private var overrides: String {
    let known = look.foldersWithTool
    var overrides: [(patterns: [String], isIn: Bool, because: String)] = []
    let unknown = look.groups.map(\.folder).filter { !known.contains($0) }
    if squawk?.assumesTransaction == true, !known.isEmpty, !unknown.isEmpty { overrides.append((unknown.map { "./" + $0 }, true, "squawk assumes it")) }
    for (path, isIn) in transactions where !known.contains(where: { $0 == "." || Path.relative(path, below: $0) != nil }) {
      overrides.append((["./" + path], isIn, "a comment told squawk so"))
    }
    return overrides.map { "[[override]]   # \($0.because)\npaths = \(list($0.patterns))\ntransaction = \($0.isIn ? "\"file\"" : "\"none\"")\n" }
      .joined(separator: "\n")
  }

  private func shown(_ folder: String) -> String { folder == "." ? "this folder" : folder }

  private func inOneLine(_ text: String) -> String { text.map { $0.isNewline ? " " : String($0) }.joined() }

  private func list(_ texts: [String]) -> String { "[" + texts.map(quoted).joined(separator: ", ") + "]" }

  private func quoted(_ text: String) -> String { ConfigurationText.quoted(text) }
}
