import Linting
import Migrations
import PostgresSyntax

/// A file as SARIF names it, and places in it.
struct SARIFLocation {
  /// From the project's folder, or from the root for what lies elsewhere.
  let path: String
  private let uri: String
  private let isRelative: Bool
  private let source: SourceText
  private let characters: CharacterIndex

  static let unknown = SARIFLocation(Migration(path: "?", source: SourceText("")), .unknown)

  init(_ migration: Migration, _ surroundings: ReportSurroundings) {
    let inside = surroundings.projectPath(migration.path)
    path = inside ?? migration.path
    isRelative = path.utf8.first != UInt8(ascii: "/")
    uri = isRelative ? Self.escaped(path) : "file://" + Self.escaped(path)
    source = migration.source
    characters = CharacterIndex(source)
  }

  static func uri(ofFolder folder: String) -> String {
    "file://" + escaped(folder) + (folder.utf8.last == UInt8(ascii: "/") ? "" : "/")
  }

  /// A colon in the first part of a relative address would make a scheme of it, so only what is plain everywhere stays as it is.
  private static func escaped(_ path: String) -> String {
    var text: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        text.append(byte)
      default:
        text += (byte < 16 ? "%0" : "%").utf8
        text += String(byte, radix: 16, uppercase: true).utf8
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  func writeArtifact(_ json: inout JSONWriter) {
    json.key("artifactLocation")
    json.object { json in
      json.member("uri", uri)
      if isRelative { json.member("uriBaseId", SARIFReport.root) }
    }
  }

  func withLineEnds(_ edit: Edit) -> Edit { source.withItsLineEnds(edit) }

  /// The members of a location.
  func write(_ span: Span, _ places: inout Places, _ json: inout JSONWriter) {
    json.key("physicalLocation")
    json.object { json in
      writeArtifact(&json)
      json.key("region")
      writeRegion(span, &places, &json)
    }
  }

  /// One stretch, told in all three ways that there are: SARIF wants them to agree.
  func writeRegion(_ span: Span, _ places: inout Places, _ json: inout JSONWriter) {
    let span = Span(min(max(0, span.start), source.count), min(max(0, span.end), source.count))
    let start = places.other(span.start), end = places.other(span.end)
    let before = characters.count(before: span.start)
    json.object { json in
      json.member("startLine", start.line)
      json.member("startColumn", start.column)
      json.member("endLine", end.line)
      json.member("endColumn", end.column)
      json.member("charOffset", before)
      json.member("charLength", characters.count(before: span.end) - before)
      json.member("byteOffset", span.start)
      json.member("byteLength", span.length)
    }
  }
}
