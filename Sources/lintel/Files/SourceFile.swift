import PostgresSyntax

/// A file to lint, before it is read.
struct SourceFile {
  enum Origin {
    /// Opened by this path, whose last part may be a link.
    case path(String, isLink: Bool)
    case standardInput
    /// Cannot be opened; the text says why.
    case nowhere(String)
  }

  /// As it is shown.
  var path: String
  /// From the root, links not followed: what configuration is found and matched by.
  var absolute: String
  var origin: Origin
}

extension SourceFile {
  /// The text, or an empty one and what stands in the way.
  func read() -> (source: SourceText, problem: String?) {
    do throws(SystemError) {
      let bytes =
        switch origin {
        case .path(let path, _): try FileReader.read(path)
        case .standardInput: try FileReader.readStandardInput()
        case .nowhere(let problem): return (SourceText(""), problem)
        }
      if let problem = Encoding.problem(in: bytes) { return (SourceText(""), Self.text(problem, in: bytes)) }
      return (SourceText(utf8: bytes), nil)
    } catch {
      return (SourceText(""), error.text)
    }
  }

  /// With the line, which editors show and `Encoding` does not count.
  private static func text(_ problem: Encoding.Problem, in bytes: [UInt8]) -> String {
    switch problem {
    case .notUTF8(let offset, let byte):
      "is not UTF-8: byte 0x\(String(byte, radix: 16)) at offset \(offset) (line \(line(of: offset, in: bytes))); save it as UTF-8"
    case .nul(let offset):
      "holds a NUL byte at offset \(offset) (line \(line(of: offset, in: bytes))), which no SQL text can"
    case .otherUnicode: problem.description
    }
  }

  private static func line(of offset: Int, in bytes: [UInt8]) -> Int {
    bytes.prefix(offset).reduce(1) { $1 == 0x0a ? $0 + 1 : $0 }
  }
}
