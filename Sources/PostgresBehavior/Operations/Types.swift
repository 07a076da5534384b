import PostgresSyntax

/// CREATE TYPE … AS ENUM.
public struct CreateEnum: Operation {
  public var type: RelationName
  public var values: [String]

  init?(_ node: Node) {
    guard let type = RelationName(parts: node.names("typeName")) else { return nil }
    self.type = type
    values = node.names("vals")
  }

  public func apply(to schema: Schema, in moment: Moment) {
    let origin = moment.origin()
    schema.setType(type, .enumeration(values: values.map { EnumValue(name: $0, origin: origin) }, origin: origin))
  }

  public var givesName: Bool { true }
}

/// ALTER TYPE … ADD VALUE (AlterEnumStmt).
public struct AddEnumValue: Operation {
  public var type: RelationName
  public var value: String
  public var ifNotExists: Bool

  public func apply(to schema: Schema, in moment: Moment) {
    // IF NOT EXISTS leaves a value that is there alone.
    guard case .enumeration(let values, let origin)? = schema.type(type), !values.contains(where: { $0.name == value }) else { return }
    schema.setType(type, .enumeration(values: values + [EnumValue(name: value, origin: moment.origin())], origin: origin))
  }

  /// Since 12 it may run in a block; the new value may not be used there.
  public func refusesTransactionBlock(in moment: Moment) -> String? { moment.version < 12 ? "ALTER TYPE … ADD VALUE" : nil }

  public var givesName: Bool { true }
}

/// CREATE TYPE … AS (…).
public struct CreateCompositeType: Operation {
  public var type: RelationName

  public func apply(to schema: Schema, in moment: Moment) { schema.setType(type, .composite) }

  public var givesName: Bool { true }
}

/// ALTER TYPE … ADD, DROP and ALTER ATTRIBUTE. CASCADE does the same to the tables made `OF` the type; a table with a column of it
/// is not locked, and keeps PostgreSQL from changing an attribute's type.
public struct AlterCompositeType: Operation {
  public var type: RelationName
  /// `ALTER ATTRIBUTE … TYPE`: typed tables are written anew.
  public var changesType: Bool

  public func effects(in moment: Moment) -> [Effect] {
    moment.schema.tables(of: type).map { moment.effect($0, .accessExclusive, changesType ? .rewrite : .catalog) }
  }
}

/// CREATE DOMAIN.
public struct CreateDomain: Operation {
  public var domain: RelationName
  public var base: TypeName
  public var isConstrained: Bool
  public var hasVolatileDefault: Bool

  init?(_ node: Node) {
    guard let domain = RelationName(parts: node.names("domainname")), let base = TypeName(node["typeName"]) else { return nil }
    self.domain = domain
    self.base = base
    let constraints = node.list("constraints").compactMap { $0.fields(of: "Constraint") }
    isConstrained = constraints.contains { $0.text("contype") == "CONSTR_CHECK" || $0.text("contype") == "CONSTR_NOTNULL" }
    hasVolatileDefault = constraints.contains {
      $0.text("contype") == "CONSTR_DEFAULT" && $0["raw_expr"].map(Expression.init)?.volatility == .volatile
    }
  }

  public func apply(to schema: Schema, in moment: Moment) {
    // A domain over a domain has its checks and its default too.
    var made = (isConstrained, hasVolatileDefault)
    if case .domain(_, let constrained, let volatile)? = schema.type(of: base) { made = (isConstrained || constrained, hasVolatileDefault || volatile) }
    schema.setType(domain, .domain(base: base, isConstrained: made.0, hasVolatileDefault: made.1))
  }

  public var givesName: Bool { true }
}

/// ALTER DOMAIN.
public struct AlterDomain: Operation {
  public enum Change: Hashable, Sendable { case addConstraint(notValid: Bool), validate, setNotNull, other }

  public var domain: RelationName
  public var change: Change
  /// Whether it has a volatile default behind SET DEFAULT and DROP DEFAULT; nil for other changes.
  public var hasVolatileDefault: Bool?

  init?(_ node: Node) {
    guard let domain = RelationName(parts: node.names("typeName")) else { return nil }
    self.domain = domain
    switch node.text("subtype") {
    case "C", "AD_AddConstraint": change = .addConstraint(notValid: node["def"]?.fields(of: "Constraint")?.flag("skip_validation") ?? false)
    case "V", "AD_ValidateConstraint": change = .validate
    case "O", "AD_SetNotNull": change = .setNotNull
    case "T", "AD_AlterDefault":
      change = .other
      hasVolatileDefault = node["def"].map(Expression.init)?.volatility == .volatile
    default: change = .other
    }
  }

  /// Every row of every table that uses the domain is read under SHARE (`validateDomainCheckConstraint`).
  public var readsTables: Bool {
    switch change {
    case .addConstraint(let notValid): !notValid
    case .validate, .setNotNull: true
    case .other: false
    }
  }

  public func effects(in moment: Moment) -> [Effect] {
    readsTables ? moment.schema.tables(using: domain).map { moment.effect($0, .share, .scan) } : []
  }

  public func apply(to schema: Schema, in moment: Moment) {
    guard case .domain(let base, let isConstrained, let isVolatile)? = schema.type(domain) else { return }
    schema.setType(domain, .domain(base: base, isConstrained: isConstrained || change != .other, hasVolatileDefault: hasVolatileDefault ?? isVolatile))
  }
}
