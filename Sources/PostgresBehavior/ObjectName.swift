import PostgresSyntax

/// The names that PostgreSQL chooses for constraints and indexes without one (`makeObjectName`, `ChooseRelationName`).
public enum ObjectName {
  /// NAMEDATALEN - 1: longer identifiers are cut, in bytes.
  public static let maxLength = 63

  /// `table_column_label`, each part shortened to fit as PostgreSQL does, and numbered while `isTaken`.
  public static func choose(_ table: String, _ column: String?, _ label: String, isTaken: (String) -> Bool = { _ in false }) -> String {
    func name(_ number: Int) -> String { make(table, column, number == 0 ? label : label + String(number)) }
    // PostgreSQL counts up one by one. Beyond some dozen names that are surely not there for nothing, bisecting finds the same.
    for number in 0..<50 {
      let name = name(number)
      if !isTaken(name) { return name }
    }
    var taken = 49, free = 100
    while isTaken(name(free)) { (taken, free) = (free, free * 2) }
    while free - taken > 1 {
      let middle = (taken + free) / 2
      if isTaken(name(middle)) { taken = middle } else { free = middle }
    }
    return name(free)
  }

  /// The name of a constraint's definition on a table.
  /// - Parameters:
  ///   - taken: names that are given away besides.
  ///   - dropped: constraints of the table that are gone by then.
  public static func constraint(
    _ definition: ConstraintDefinition, on table: RelationName, in schema: Schema, besides taken: Set<String> = [],
    without dropped: Set<String> = []
  ) -> String {
    let columns = definition.columns
    // A CHECK is named after its column only when it has exactly one; a key or foreign key after all of them.
    let (middle, label): (String?, String) = switch definition.kind {
    case .check: (uniqueColumn(definition), "check")
    case .notNull: (columns.first, "not_null")
    case .unique: (join(labels(columns + definition.including)), "key")
    case .primaryKey: (nil, "pkey")
    case .exclusion: (join(labels(definition.exclusionLabels + definition.including)), "excl")
    case .foreignKey: (join(columns), "fkey")
    }
    let known = schema.table(table), hasIndex = definition.kind == .unique || definition.kind == .primaryKey || definition.kind == .exclusion
    return choose(table.name, middle, label) { name in
      if taken.contains(name) { return true }
      if dropped.contains(name), known?.constraint(name) != nil { return false }
      return known?.constraint(name) != nil || hasIndex && isRelation(name, beside: table, in: schema) || isConstraint(name, beside: table, in: schema)
    }
  }

  /// A name that no constraint of the schema has yet (`ChooseConstraintName`).
  public static func constraint(_ label: String, of column: String?, on table: RelationName, in schema: Schema, besides taken: Set<String> = []) -> String {
    choose(table.name, column, label) { name in
      taken.contains(name) || schema.table(table)?.constraint(name) != nil || isConstraint(name, beside: table, in: schema)
    }
  }

  /// `ChooseIndexNameAddition`: the columns, joined.
  public static func index(on table: RelationName, _ elements: [IndexElement], including: [String] = [], in schema: Schema, besides taken: Set<String> = [])
    -> String
  {
    choose(table.name, join(labels(elements.map(\.label) + including)), "idx") { taken.contains($0) || isRelation($0, beside: table, in: schema) }
  }

  /// Tables, indexes and sequences share their names (pg_class).
  static func isRelation(_ name: String, beside table: RelationName, in schema: Schema) -> Bool {
    schema.relation(RelationName(schema: table.schema, name)) != nil
  }

  /// Whether a table of the same schema has a constraint of that name. Tables that come to the same name are looked at, not all:
  /// `a` with the column `b_c`, and `a_b` with `c`.
  private static func isConstraint(_ name: String, beside table: RelationName, in schema: Schema) -> Bool {
    name.utf8.indices.contains { at in
      guard name.utf8[at] == UInt8(ascii: "_") else { return false }
      let other = RelationName(schema: table.schema, String(name[..<at]))
      return other != table && schema.table(other)?.constraint(name) != nil
    }
  }

  /// `ChooseIndexColumnNames`: a name that comes again gets a number.
  private static func labels(_ names: [String]) -> [String] {
    guard names.count > 1, Set(names).count < names.count else { return names }
    var chosen: [String] = []
    for name in names {
      var label = name, number = 0
      while chosen.contains(label) {
        number += 1
        label = cut(name, maxLength - String(number).utf8.count) + String(number)
      }
      chosen.append(label)
    }
    return chosen
  }

  private static func uniqueColumn(_ definition: ConstraintDefinition) -> String? {
    let named = Set(definition.expression?.columns ?? [])
    return named.count == 1 ? named.first : nil
  }

  private static func join(_ columns: [String]) -> String { columns.count == 1 ? cut(columns[0]) : cut(columns.joined(separator: "_")) }

  private static func make(_ first: String, _ second: String?, _ label: String) -> String {
    var left = first.utf8.count, right = second?.utf8.count ?? 0
    let overhead = label.utf8.count + 1 + (second == nil ? 0 : 1)
    while left + right > maxLength - overhead {
      if left > right { left -= 1 } else { right -= 1 }
    }
    return String(unsafeUninitializedCapacity: left + right + overhead) { bytes in
      var end = 0
      func put(_ part: String) {
        var part = part
        part.withUTF8 { end = bytes[end...].update(fromContentsOf: $0) }
      }
      put(cut(first, left))
      if let second {
        put("_")
        put(cut(second, right))
      }
      put("_")
      put(label)
      return end
    }
  }

  /// The longest prefix of whole characters within a number of bytes.
  public static func cut(_ name: String, _ limit: Int = maxLength) -> String {
    let bytes = name.utf8
    if bytes.count <= limit { return name }
    var end = bytes.index(name.startIndex, offsetBy: limit, limitedBy: name.endIndex) ?? name.endIndex
    while end < name.endIndex, bytes[end] & 0xc0 == 0x80 { end = bytes.index(before: end) }
    return String(name[..<end])
  }
}
