import Linting

/// A line that GitHub's runner takes for a command: `::error file=a.sql,line=1::message`.
struct WorkflowCommand {
  private let name: String
  private var properties = ""

  init(_ severity: Severity) {
    name = switch severity {
    case .error: "error"
    case .warning: "warning"
    case .note: "notice"
    }
  }

  mutating func add(_ property: String, _ value: String) {
    properties += "\(properties.isEmpty ? " " : ",")\(property)=\(Self.escaped(value, isProperty: true))"
  }

  func line(_ message: String) -> String { "::\(name)\(properties)::\(Self.escaped(message, isProperty: false))\n" }

  /// What the runner reads as a part of the command; it knows no other escapes. Other control characters get a picture.
  private static func escaped(_ text: String, isProperty: Bool) -> String {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": bytes += "%25".utf8
      case "\r": bytes += "%0D".utf8
      case "\n": bytes += "%0A".utf8
      case ":" where isProperty: bytes += "%3A".utf8
      case "," where isProperty: bytes += "%2C".utf8
      default: Glyph(scalar).append(to: &bytes)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
