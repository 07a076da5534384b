import PostgresBehavior

/// Asks a project's Python about its migrations.
struct DjangoHelper {
  enum Mode: String {
    /// The files alone; nothing of the project is run.
    case read
    /// Django itself, set up as `manage.py` does it. No database is reached.
    case run
  }

  /// The folder of the project.
  let root: String
  let options: DjangoOptions
  /// What the configuration names.
  let configured: String?

  /// What it says of the migrations.
  /// - Parameters:
  ///   - files: those that somebody wants to know about, by their absolute paths.
  ///   - isWhole: whether all of the project's are wanted.
  ///   - overlay: texts of files as they are to be; nil for one that goes.
  func ask(_ mode: Mode, _ files: [String], isWhole: Bool, _ version: ServerVersion, overlay: [String: String?] = [:]) -> DjangoAnswer {
    let texts = overlay.sorted { $0.key < $1.key }.map { "\(JSONText.quoted($0)): \($1.map(JSONText.quoted) ?? "null")" }
    let question = """
      {"mode": "\(mode.rawValue)", "root": \(JSONText.quoted(root)), "postgres": \(version.major), "whole": \(isWhole),
      "files": [\(files.map(JSONText.quoted).joined(separator: ", "))], "overlay": {\(texts.joined(separator: ", "))}}
      """
    return answer(mode, question) { DjangoAnswer(json: $0) } else: { DjangoAnswer(trouble: $0) }
  }

  /// What becomes of migrations whose flagged operations are to let others read and write. Nothing of the project is run.
  /// - Parameter overlay: what became of others before.
  func rewrite(_ tasks: [DjangoRewriting.Task], overlay: [String: String]) -> DjangoRewriting {
    let texts = overlay.sorted { $0.key < $1.key }.map { "\(JSONText.quoted($0)): \(JSONText.quoted($1))" }
    let question = """
      {"mode": "fix", "root": \(JSONText.quoted(root)), "overlay": {\(texts.joined(separator: ", "))},
      "tasks": [\(tasks.map(\.json).joined(separator: ", "))]}
      """
    return answer(.read, question) { DjangoRewriting(json: $0) } else: { DjangoRewriting(trouble: $0) }
  }

  private func answer<Answer>(_ mode: Mode, _ question: String, _ read: ([UInt8]) -> Answer?, else trouble: (String) -> Answer) -> Answer {
    let python = interpreter(mode)
    // Isolated, it takes no module from the folder it is started in.
    let program = Array(Self.program.utf8)
    let arguments = (mode == .read ? ["-I"] : []) + ["-c", "import sys; exec(sys.stdin.buffer.read(\(program.count)))"]
    let talk = Conversation(python, arguments, input: program + Array(question.utf8), seconds: options.seconds)
    switch talk.end {
    case .missing: return trouble("there is no Python `\(python)`: name one with `--python`")
    case .stopped:
      return trouble("the project did not answer within \(options.seconds) seconds (`--django-timeout` gives it more)")
    case .ended:
      if let answer = read(talk.output) { return answer }
      let last = String(decoding: talk.complaints, as: UTF8.self).split(separator: "\n").last.map { ": \($0)" } ?? ""
      return trouble("`\(python)` does not answer as a Python does\(last)")
    }
  }

  /// What the person at the terminal chose comes first. What lies in the project counts only where the project may be run.
  private func interpreter(_ mode: Mode) -> String {
    if let python = options.python { return python }
    if let environment = Environment.value("VIRTUAL_ENV"), let python = python(in: environment) { return python }
    if mode == .run {
      if let configured { return configured }
      for folder in folders {
        for name in [".venv", "venv"] { if let python = python(in: Path.join(folder, name)) { return python } }
      }
    }
    return "python3"
  }

  /// The project's own and those around it, up to the top of its checkout.
  private var folders: [String] {
    guard let top = Folder.nearest(from: root, holding: ".git") else { return [root] }
    var folders = [root]
    while let last = folders.last, last != top { folders.append(Path.parent(of: last)) }
    return folders
  }

  private func python(in environment: String) -> String? {
    let path = Path.join(environment, "bin/python")
    return (try? FileStatus(path)) == nil ? nil : path
  }
}

/// Text in the form of JSON.
enum JSONText {
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
