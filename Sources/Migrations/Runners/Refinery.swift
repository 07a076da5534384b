import PostgresSyntax

/// refinery: every migration in a transaction, and no way out of it; `U1__` is an unversioned migration, not the way back.
/// Source: `refinery_core/src/{runner,util}.rs`, `traits/sync.rs`.
public struct Refinery: Runner {
  public init() {}
  public var name: String { "refinery" }
  public var settings: [RunnerSetting] { [RunnerSetting("grouped", .flag)] }
  public var landmarks: [Landmark] { [Landmark("refinery.toml", .above), Landmark("Cargo.toml", .above, naming: "refinery")] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    guard takes(file), file.shape.letter == UInt8(ascii: "V") || !file.hasVersionedTwin else { return nil }
    return file.versioned
  }

  /// `V1.2__a.sql` is matched by its pattern and then no number.
  public func takes(_ file: MigrationFile) -> Bool {
    (file.shape.letter == UInt8(ascii: "V") || file.shape.letter == UInt8(ascii: "U")) && !file.stem.prefix { $0 != "_" }.contains(".")
  }

  public func reading(of file: MigrationFile) -> Reading {
    Reading(of: file, file.settings.flag(name, "grouped") == true ? .allPending : .file, .whole)
  }

  public var succession: Succession { .numbers }

  public var whenChanged: String? { "refinery refuses to run when the checksum of a file has changed" }
}

extension MigrationFile {
  /// `V1__a.sql`: several tools name their files so.
  var versioned: Evidence? {
    guard shape.letter != 0 else { return nil }
    return Evidence(.name, "its name begins with `\(name.prefix(while: { $0 != "_" }))__`")
  }

  /// Whether `V1__a.sql` lies beside `U1__a.sql`.
  var hasVersionedTwin: Bool { isBeside("V" + name.dropFirst()) }
}
