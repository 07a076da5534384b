import Linting

extension Finding {
  /// What is said below its message: the note, and the way out.
  var remarks: [(kind: Remark, text: String)] {
    var remarks: [(kind: Remark, text: String)] = []
    if let note { remarks.append((.note, note.description)) }
    if let operation { remarks.append((.note, "operation: \(operation)")) }
    if let sql { remarks.append((.note, "it runs `\(sql)`")) }
    let isDoubtful = isFixableIfUnsafe && fix?.edits.isEmpty == false
    if let help = help ?? (isDoubtful ? nil : fix?.title) { remarks.append((.help, help.description)) }
    if isDoubtful, let fix { remarks.append((.unsafeFix, fix.title.description)) }
    return remarks
  }

  /// All it says, a line for each thing.
  var explanation: String {
    remarks.reduce(message.description) { "\($0)\n\($1.kind.rawValue): \($1.text)" }
  }
}

/// What a line below a message is about.
enum Remark: String {
  case note, help
  case unsafeFix = "unsafe fix"
}
