import PostgresSyntax

/// A file to lint, before it is read.
struct SourceFile {
  enum Origin {
    /// Opened by this path, whose last part may be a link.
    case path(String, isLink: Bool)
    case standardInput
    /// As it is staged in git: its text, and the path to open what lies there.
    case staged([UInt8], path: String)
    /// Cannot be opened; the text says why.
    case nowhere(String)
  }

  /// As it is shown.
  var path: String
  /// From the root, links not followed: what configuration is found and matched by.
  var absolute: String
  var origin: Origin
  /// False for one that is replayed for the schema alone.
  var isReviewed = true
}

extension SourceFile {
  /// The path to open it by; as it is shown where there is none.
  var openedPath: String {
    switch origin {
    case .path(let path, _), .staged(_, let path): path
    case .standardInput, .nowhere: path
    }
  }

  /// The text, or an empty one and what stands in the way.
  func read() -> (source: SourceText, problem: String?) {
    do throws(SystemError) {
      let bytes: [UInt8]
      switch origin {
      case .path(let path, _): bytes = try FileReader.contents(of: path)
      case .staged(let staged, _): bytes = staged
      case .standardInput: bytes = try FileReader.standardInput()
      case .nowhere(let problem): return (SourceText(""), problem)
      }
      if let problem = Encoding.problem(in: bytes) { return (SourceText(""), problem.text(in: bytes)) }
      return (SourceText(utf8: consume bytes), nil)
    } catch {
      return (SourceText(""), error.text)
    }
  }
}
