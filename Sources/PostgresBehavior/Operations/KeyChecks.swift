/// What foreign keys lock when rows change: each is checked with `SELECT … FOR KEY SHARE` on the table at its other end,
/// and CASCADE, SET NULL and SET DEFAULT change rows there.
struct KeyChecks {
  private struct Visit: Hashable { var table: RelationName; var changes: Set<DataChange.Kind> }

  private let change: DataChange
  private let moment: Moment
  private var effects: [Effect] = []
  private var visited: Set<Visit> = []

  static func effects(of change: DataChange, in moment: Moment) -> [Effect] {
    var checks = KeyChecks(change: change, moment: moment)
    checks.follow(change.table, change.rowChanges)
    return checks.effects
  }

  private init(change: DataChange, moment: Moment) {
    self.change = change
    self.moment = moment
  }

  private mutating func follow(_ table: RelationName, _ changes: Set<DataChange.Kind>) {
    guard let known = moment.schema.table(table), case let keys = known.foreignKeys, !keys.isEmpty || !known.referencedBy.isEmpty,
      visited.insert(Visit(table: table, changes: changes)).inserted
    else { return }
    let addsRows = !changes.isDisjoint(with: [.insert, .copy])
    for key in keys where isChecked(key) && (addsRows || changes.contains(.update) && touches(key.columns, of: table)) {
      if let other = key.referencedTable { effects += moment.effectsOnPartner(other, .rowShare) }
    }
    if known.referencedBy.isEmpty { return }
    for other in known.referencedBy.sorted() {
      for key in moment.schema.table(other)?.foreignKeys ?? [] where key.referencedTable == table && isChecked(key) {
        let actions = key.foreignKeyActions
        if changes.contains(.delete) { act(actions.first, on: other, then: actions.first == "c" ? .delete : .update) }
        if changes.contains(.update), touches(moment.schema.referencedColumns(of: key), of: table) { act(actions.dropFirst().first, on: other, then: .update) }
      }
    }
  }

  private mutating func act(_ action: String?, on table: RelationName, then change: DataChange.Kind) {
    let isCheck = ["a", "r", "", nil].contains(action)
    effects += moment.effectsOnPartner(table, isCheck ? .rowShare : .rowExclusive)
    if !isCheck { follow(table, [change]) }
  }

  /// A deferred one is looked at when the transaction commits.
  private func isChecked(_ key: Constraint) -> Bool { key.kind == .foreignKey && key.isEnforced && !key.isInitiallyDeferred }

  /// Whether an update may change some columns: of tables further on nobody tells which.
  private func touches(_ columns: [String], of table: RelationName) -> Bool {
    table != change.table || !Set(change.updatedColumns).isDisjoint(with: columns)
  }
}

extension Schema {
  /// The columns that a foreign key points at: those of the primary key when it names none.
  func referencedColumns(of key: Constraint) -> [String] {
    if !key.referencedColumns.isEmpty { return key.referencedColumns }
    return key.referencedTable.flatMap(table)?.constraints.first { $0.kind == .primaryKey }?.columns ?? []
  }
}
