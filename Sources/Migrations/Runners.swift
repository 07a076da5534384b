extension Runners {
  /// By the name that `runner = "…"` has.
  public static func named(_ name: String) -> (any Runner)? { all.first { $0.name == name } }
  public static var names: [String] { all.map(\.name) }
}
