/// What is asked of every step of a migration, or of the last two hundred, side by side in memory: to go from step to step for it
/// costs more than the answer.
public struct StepTraits: OptionSet, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// RENAME or SET SCHEMA is among its operations.
  public static let renames = Self(rawValue: 1)
  /// SET, RESET or set_config is.
  public static let changesSettings = Self(rawValue: 2)
  /// DROP of a relation, a column or another object is.
  public static let drops = Self(rawValue: 4)
  /// A subcommand of ALTER TABLE without a type of its own is.
  public static let altersOtherwise = Self(rawValue: 8)
  /// PostgreSQL refuses it in a transaction block.
  public static let refusesTransactionBlock = Self(rawValue: 16)
  /// It runs in a transaction block.
  public static let isInBlock = Self(rawValue: 32)
}
