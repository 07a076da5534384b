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
    if let using, using.castColumn != column {
      self.init(.using)
    } else if let using, !using.casts.isEmpty {
      // A cast to a type that means the same is as good as none.
      let types = [old].compactMap { $0 } + using.casts + [new]
      let isFree = old != nil && zip(types, types.dropFirst()).allSatisfy { TypeChange.reason(from: $0, to: $1, schema, timeZone) == nil }
      self.init(isFree ? nil : .using)
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
    // The elements of an array are converted one by one, unless nothing is asked of them.
    if old.isArray || new.isArray {
      return old.isArray == new.isArray && old.schema == new.schema && old.name == new.name && new.modifiers.isEmpty ? nil : .otherStorage
    }
    // A domain is its base type; only its checks have to look at every row.
    if case .domain(let base, let isConstrained, _)? = schema.type(of: new) {
      return isConstrained ? .constrainedDomain : reason(from: old, to: base, schema, timeZone)
    }
    if case .domain(let base, _, _)? = schema.type(of: old) { return reason(from: base, to: new, schema, timeZone) }

    let from = old.modifiers, to = new.modifiers
    switch (old.name, new.name) {
    case ("varchar", "varchar"), ("varbit", "varbit"):
      return to.isEmpty || (from.first.map { $0 <= to[0] } ?? false) ? nil : .otherStorage
    case ("numeric", "numeric"):
      guard let precision = to.first else { return nil }
      guard let before = from.first else { return .otherStorage }
      return precision >= before && (to.count > 1 ? to[1] : 0) == (from.count > 1 ? from[1] : 0) ? nil : .otherStorage
    case ("interval", "interval"):
      // `interval_support`
      if to.isEmpty && new.intervalFields == nil { return nil }
      let least = old.leastIntervalField
      return new.leastIntervalField <= least && (least > 0 || (to.first ?? 6) >= (from.first ?? 6)) ? nil : .otherStorage
    case ("time", "time"), ("timetz", "timetz"), ("timestamp", "timestamp"), ("timestamptz", "timestamptz"):
      return (to.first ?? 6) >= (from.first ?? 6) ? nil : .otherStorage
    case ("timestamp", "timestamptz"), ("timestamptz", "timestamp"):
      // What the conversion gives has the full precision, whatever went in.
      if (to.first ?? 6) < 6 { return .otherStorage }
      return timeZone.map(isAlwaysUTC) ?? false ? nil : .timeZone
    default:
      if old.name == new.name, old.schema == new.schema { return to.isEmpty || from == to ? nil : .otherStorage }
      // Of another type no length is known, so that one has to be looked after.
      return to.isEmpty && isBinaryCoercible(old.name, new.name) ? nil : .otherStorage
    }
  }

  /// pg_cast.castmethod is `b`, for built-in types and citext.
  private static func isBinaryCoercible(_ old: String, _ new: String) -> Bool {
    let registered: Set = [
      "regproc", "regprocedure", "regoper", "regoperator", "regclass", "regtype", "regconfig", "regdictionary", "regnamespace", "regrole",
      "regcollation",
    ]
    switch old {
    case "int4", "oid": return new == "int4" || new == "oid" || registered.contains(new)
    case "text": return ["varchar", "bpchar", "citext"].contains(new)
    case "varchar": return ["text", "bpchar", "citext"].contains(new)
    case "citext": return ["text", "varchar", "bpchar"].contains(new)
    case "xml": return ["text", "varchar", "bpchar"].contains(new)
    case "cidr": return new == "inet"
    case "bit": return new == "varbit"
    case "varbit": return new == "bit"
    default: return registered.contains(old) && (new == "int4" || new == "oid")
    }
  }

  /// Whether a time zone has had no offset at any time (`pg_get_timezone_offset`): the names of UTC, and `0` as a POSIX zone or number.
  private static func isAlwaysUTC(_ zone: String) -> Bool {
    var name = zone.lowercased()
    if name.hasPrefix("etc/") { name.removeFirst(4) }
    if ["utc", "uct", "zulu", "universal", "gmt", "gmt0", "gmt+0", "gmt-0", "greenwich"].contains(name) { return true }
    let offset = name.drop { $0.isLetter }
    return !offset.isEmpty && offset.allSatisfy { "+-0:".contains($0) } && offset.contains("0") && !zone.contains("/")
  }

  /// Whether an index on the column has to be built again, though the rows stay: the type has other operators.
  static func changesOperators(from old: TypeName?, to new: TypeName, _ schema: Schema) -> Bool {
    func family(_ type: TypeName) -> String {
      if case .domain(let base, _, _)? = schema.type(of: type) { return family(base) }
      switch type.name {
      case "varchar": return "text"
      case "cidr": return "inet"
      case let name where name.hasPrefix("reg"): return "oid"
      case let name: return name
      }
    }
    return old.map { family($0) != family(new) } ?? true
  }
}
