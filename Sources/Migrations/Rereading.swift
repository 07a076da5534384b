import PostgresSyntax

/// How a file becomes a migration once more, when a fix has changed its text. Used by one thread at a time, as its `Recognizer` is.
final class Rereading: @unchecked Sendable {
  let read: (SourceText) -> Migration
  init(_ read: @escaping (SourceText) -> Migration) { self.read = read }
}
