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
