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

  /// As the plan has it. What is in no plan comes last.
  public func place(of file: MigrationFile) -> HistoryPlace? {
    guard file.folderName == "deploy" else { return nil }
    return file.number(of: file.stem, in: "../sqitch.plan", reading: Sqitch.changes).map { HistoryPlace(version: [$0]) } ?? HistoryPlace(version: [.max])
  }

  /// The scripts of `name [requires] 2026-11-22T14:10:09Z planner <mail> # note`, in their order; pragmas begin with `%`. A change that
  /// comes again was reworked: its first script is called `name@tag` then, by the next tag behind it.
  static func changes(_ plan: [UInt8]) -> [String] {
    var scripts: [String] = [], places: [String: Int] = [:], tags: [(tag: String, place: Int)] = []
    for line in plan.split(separator: 0x0a) {
      guard let word = line.split(whereSeparator: \.isBlank).first, let first = word.first, !"%#".utf8.contains(first) else { continue }
      let name = String(decoding: word, as: UTF8.self)
      if first == UInt8(ascii: "@") {
        tags.append((name, scripts.count))
        continue
      }
      if let earlier = places[name], let tag = tags.first(where: { $0.place > earlier })?.tag { scripts[earlier] += tag }
      places[name] = scripts.count
      scripts.append(name)
    }
    return scripts
  }

  public var whenChanged: String? { "`sqitch check` tells of a script that has changed" }
}
