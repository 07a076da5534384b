/// Whether ALTER COLUMN TYPE writes every row anew (`ATColumnChangeRequiresRewrite`): not when the old values are valid
/// in the new type bit by bit and no length has to be enforced.
public struct TypeChange: Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// The values are stored otherwise, or a length has to be checked.
    case otherStorage
    case using
    case unknownOldType
    /// timestamp to timestamptz and back is free only while TimeZone is UTC.
    case timeZone
    case constrainedDomain
  }

  /// `.catalog` when free, else `.rewrite`. Checks and indexes on the column come on top.
  public var work: Work
  public var reason: Reason?

  init(from old: TypeName?, to new: TypeName, using: Expression?, column: String, schema: Schema, timeZone: String?) {
    if let using, using.bareColumn != column {
      self.init(.using)
    } else if let old {
      self.init(TypeChange.reason(from: old, to: new, schema, timeZone))
    } else {
      self.init(.unknownOldType)
    }
  }

  private init(_ reason: Reason?) {
    self.reason = reason
    work = reason == nil ? .catalog : .rewrite
  }

  private static func reason(from old: TypeName, to new: TypeName, _ schema: Schema, _ timeZone: String?) -> Reason? {
    if old == new { return nil }
    if old.isArray != new.isArray { return .otherStorage }
    // A domain is its base type; only its checks have to look at every row.
    if case .domain(let base, let isConstrained)? = schema.type(of: new) {
      return isConstrained ? .constrainedDomain : reason(from: old, to: base, schema, timeZone)
    }
    if case .domain(let base, _)? = schema.type(of: old) { return reason(from: base, to: new, schema, timeZone) }

    let from = old.modifiers, to = new.modifiers
    switch (old.name, new.name) {
    case ("varchar", "varchar"), ("varbit", "varbit"):
      return to.isEmpty || (from.first.map { $0 <= to[0] } ?? false) ? nil : .otherStorage
    case ("varchar", "text"), ("text", "text"): return nil
    case ("text", "varchar"), ("bit", "varbit"):
      if old.name == "bit" { return to.isEmpty || (from.first ?? 1) <= to[0] ? nil : .otherStorage }
      return to.isEmpty ? nil : .otherStorage
    case ("numeric", "numeric"):
      guard let precision = to.first else { return nil }
      guard let before = from.first else { return .otherStorage }
      return precision >= before && (to.count > 1 ? to[1] : 0) == (from.count > 1 ? from[1] : 0) ? nil : .otherStorage
    case ("interval", "interval"), ("time", "time"), ("timetz", "timetz"), ("timestamp", "timestamp"), ("timestamptz", "timestamptz"):
      return (to.first ?? 6) >= (from.first ?? 6) ? nil : .otherStorage
    case ("timestamp", "timestamptz"), ("timestamptz", "timestamp"):
      guard (to.first ?? 6) >= (from.first ?? 6) else { return .otherStorage }
      guard let zone = timeZone?.lowercased(), ["utc", "etc/utc", "gmt", "etc/gmt", "zulu", "etc/zulu", "uct", "etc/uct"].contains(zone) else { return .timeZone }
      return nil
    case ("cidr", "inet"), ("xml", "text"), ("xml", "varchar"): return to.isEmpty ? nil : .otherStorage
    case ("citext", "text"), ("text", "citext"): return nil
    case ("varchar", "citext"): return nil
    case ("citext", "varchar"): return to.isEmpty ? nil : .otherStorage
    default: return .otherStorage
    }
  }
}
