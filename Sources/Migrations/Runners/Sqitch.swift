import PostgresSyntax

/// Sqitch: psql without `-1`; BEGIN and COMMIT stand in the file. Source: `App::Sqitch::Engine::pg`; run with sqitch 1.3.1.
public struct Sqitch: Runner {
  public init() {}
  public var name: String { "sqitch" }
  public var title: String { "Sqitch" }
  public var landmarks: [Landmark] { [Landmark("../sqitch.plan", .beside), Landmark("sqitch.conf", .above), Landmark("sqitch.plan", .above)] }

  public func evidence(in file: MigrationFile) -> Evidence? {
    file.marks.first(.sqitch).map { Evidence(.annotation, file.says($0)) }
  }

  public func takes(_ file: MigrationFile) -> Bool { ["deploy", "revert", "verify"].contains(file.folderName) }
  public func masking(of file: MigrationFile) -> Masking { .psql }

  public func reading(of file: MigrationFile) -> Reading {
    let kind: Part.Kind = switch file.folderName {
    case "revert": .down
    case "verify": .verify
    default: file.marks.first(.sqitch).map { file.source.place(of: "revert ", in: $0.span) != nil } == true ? .down : .up
    }
    return Reading(kind, of: file, .none, file.sending)
  }

  /// As the plan has it.
  public func place(of file: MigrationFile) -> HistoryPlace? {
    guard file.folderName == "deploy" else { return nil }
    return file.number(of: file.stem, in: "../sqitch.plan", reading: Sqitch.changes).map { HistoryPlace(version: [$0]) } ?? HistoryPlace(version: [.max])
  }

  /// `name [requires] 2026-11-22T14:10:09Z planner <mail> # note`, in their order; tags begin with `@`, pragmas with `%`.
  static func changes(_ plan: [UInt8]) -> [String] {
    plan.split(separator: 0x0a).compactMap { line in
      guard let name = line.split(whereSeparator: \.isBlank).first, let first = name.first, !"%@#".utf8.contains(first) else { return nil }
      return String(decoding: name, as: UTF8.self)
    }
  }

  public var whenChanged: String? { "`sqitch check` tells of a script that has changed" }
}
