/// What is asked of every step of a migration, or of the last two hundred, side by side in memory: to go from step to step for it
/// costs more than the answer.
public struct StepTraits: OptionSet, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

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
  /// ADD COLUMN is among its operations.
  public static let addsColumns = Self(rawValue: 64)
  /// DROP NOT NULL, or SET or DROP DEFAULT.
  public static let relaxesColumns = Self(rawValue: 128)
  /// ADD CONSTRAINT, also behind ADD COLUMN.
  public static let addsConstraints = Self(rawValue: 256)
  /// CREATE TABLE.
  public static let makesTables = Self(rawValue: 512)
  /// SET NOT NULL.
  public static let setsNotNull = Self(rawValue: 1024)
  /// VALIDATE CONSTRAINT.
  public static let validates = Self(rawValue: 2048)
  /// It runs in a transaction block.
  public static let isInBlock = Self(rawValue: 32)
}
