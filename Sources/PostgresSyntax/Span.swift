/// A half-open range of UTF-8 byte offsets in one file.
public struct Span: Hashable, Sendable {
  // No file is longer than these can count, and there are many spans.
  private var first: Int32
  private var last: Int32

  public init(_ start: Int, _ end: Int) {
    first = Int32(clamping: start)
    last = Int32(clamping: max(start, end))
  }

  /// The first byte, counted from 0.
  public var start: Int {
    get { Int(first) }
    set { first = Int32(clamping: newValue) }
  }
  /// The byte after the last one.
  public var end: Int {
    get { Int(last) }
    set { last = Int32(clamping: newValue) }
  }

  public var length: Int { end - start }
  public var isEmpty: Bool { start == end }
  public func contains(_ offset: Int) -> Bool { start <= offset && offset < end }
  public func contains(_ other: Span) -> Bool { start <= other.start && other.end <= end }
  public func overlaps(_ other: Span) -> Bool { start < other.end && other.start < end }
}

/// A place in a file as people and editors name it.
public struct Position: Hashable, Sendable {
  /// 1-based.
  public var line: Int
  /// 1-based, in characters (Unicode scalars, as PostgreSQL and most editors count them).
  public var column: Int
  /// 0-based, in bytes.
  public var offset: Int

  public init(line: Int, column: Int, offset: Int) {
    self.line = line
    self.column = column
    self.offset = offset
  }
}
