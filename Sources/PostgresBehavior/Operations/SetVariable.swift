import PostgresSyntax

/// SET, RESET and `SELECT set_config(…)` of one setting.
public struct SetVariable: Operation {
  /// In lower case; nil for RESET ALL and DISCARD ALL.
  public var name: String?
  /// As text; nil for DEFAULT and RESET.
  public var value: String?
  /// SET LOCAL, or set_config's third argument.
  public var isLocal: Bool
  /// Written as RESET or `= DEFAULT`.
  public var isReset: Bool
  /// Written as `set_config(…)`.
  public var isFunctionCall = false
  /// Written as DISCARD ALL.
  public var isDiscard = false

  public var setVariable: SetVariable? { self }

  /// From a VariableSetStmt.
  init?(_ node: Node) {
    let kind = node.text("kind")
    name = node.text("name")?.lowercased()
    isLocal = node.flag("is_local")
    isReset = kind != "VAR_SET_VALUE"
    if name == nil, kind != "VAR_RESET_ALL" { return nil }
    // A list, such as search_path takes, is one text.
    let values = node.list("args").compactMap(SetVariable.text)
    // What stands in it are names, and the server quotes those that need it (`flatten_set_variable_args`).
    let words = name == "search_path" ? values.map { Identifier.sql($0) } : values
    value = isReset || values.isEmpty ? nil : words.joined(separator: ", ")
    if kind == "VAR_SET_CURRENT" || kind == "VAR_SET_MULTI" { return nil }
  }

  /// From a call of set_config with constants.
  init?(functionCall node: Node) {
    let arguments = Array(node.list("args"))
    guard node.names("funcname").last == "set_config", arguments.count == 3,
      let name = SetVariable.text(arguments[0]), let value = SetVariable.text(arguments[1])
    else { return nil }
    self.name = name.lowercased()
    self.value = value
    isLocal = arguments[2].fields(of: "A_Const")?["boolval"]?.flag("boolval") ?? false
    isReset = false
    isFunctionCall = true
  }

  /// DISCARD ALL.
  init(resettingAll: Void) {
    isLocal = false
    isReset = true
    isDiscard = true
  }

  public func refusesTransactionBlock(in moment: Moment) -> String? { isDiscard ? "DISCARD ALL" : nil }

  /// Nil where it is none; a timeout that cannot be read counts as none.
  public var timeout: Settings.Timeout? { value.flatMap(Settings.Timeout.init) }

  private static func text(_ node: Node) -> String? {
    if let cast = node.fields(of: "TypeCast") { return cast["arg"].flatMap(text) }
    guard let constant = node.fields(of: "A_Const") else { return nil }
    if let text = constant["sval"] { return text.text("sval") ?? "" }
    if let number = constant["ival"] { return String(number.number("ival")) }
    if let number = constant["fval"] { return number.text("fval") }
    return constant["boolval"].map { $0.flag("boolval") ? "on" : "off" }
  }

  public var traits: StepTraits { .changesSettings }
}
