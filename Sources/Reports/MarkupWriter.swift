/// Writes XML, and HTML that is XML too: every element is closed. It takes the output over until `finish`.
struct MarkupWriter: ~Copyable {
  private var output: OutputBuffer

  /// Nobody reads on.
  var isClosed: Bool { output.isClosed }

  init(_ output: consuming OutputBuffer) { self.output = output }

  /// Gives the output back.
  consuming func finish() -> OutputBuffer {
    output.flush()
    return output
  }

  typealias Attributes = KeyValuePairs<StaticString, String?>

  /// An element with what stands in it. An attribute that is nil is left out.
  /// - Parameter onLine: whether it starts a line.
  mutating func element(_ name: StaticString, _ attributes: Attributes = [:], onLine: Bool = false, _ content: (inout MarkupWriter) -> Void) {
    open(name, attributes, onLine)
    output.put(">")
    content(&self)
    output.put("</")
    output.put(name)
    output.put(">")
  }

  mutating func element(_ name: StaticString, _ attributes: Attributes = [:], onLine: Bool = false, text: String) {
    element(name, attributes, onLine: onLine) { $0.text(text) }
  }

  /// An element with nothing in it. In HTML only some may be written so.
  mutating func empty(_ name: StaticString, _ attributes: Attributes = [:], onLine: Bool = false) {
    open(name, attributes, onLine)
    output.put("/>")
  }

  private mutating func open(_ name: StaticString, _ attributes: Attributes, _ onLine: Bool) {
    if onLine { output.put("\n") }
    output.put("<")
    output.put(name)
    for (name, value) in attributes {
      guard let value else { continue }
      output.put(" ")
      output.put(name)
      output.put("=\"")
      put(value, isAttribute: true)
      output.put("\"")
    }
  }

  mutating func text(_ text: String) { put(text, isAttribute: false) }

  /// Markup as it is.
  mutating func raw(_ markup: StaticString) {
    markup.withUTF8Buffer { bytes in
      for start in stride(from: 0, to: bytes.count, by: 512) { output.put(bytes: bytes[start..<min(start + 512, bytes.count)]) }
    }
  }

  /// What XML does not allow, and what no reader should have to trust, gets a picture: control characters and marks that turn the
  /// direction of the text around.
  private mutating func put(_ text: String, isAttribute: Bool) {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": bytes += "&amp;".utf8
      case "<": bytes += "&lt;".utf8
      case ">": bytes += "&gt;".utf8
      case "\"" where isAttribute: bytes += "&quot;".utf8
      // A reader makes blanks of them in attributes, and a line feed of a carriage return everywhere.
      case "\n": bytes += isAttribute ? "&#10;".utf8 : "\n".utf8
      case "\t": bytes += isAttribute ? "&#9;".utf8 : "\t".utf8
      case "\r": bytes += "&#13;".utf8
      case "\u{fffe}", "\u{ffff}": bytes += "\u{fffd}".utf8
      default: Glyph(scalar).append(to: &bytes)
      }
    }
    bytes.withUnsafeBufferPointer { output.put(bytes: $0[...]) }
  }
}
