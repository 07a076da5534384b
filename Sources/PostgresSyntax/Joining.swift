// In place of the standard library's, for which Swift's runtime has to find out what the collection is: it looks through all conformances of the
// program, and half a megabyte of it is read for that. Only files that import this module get these.

extension Sequence where Element: StringProtocol {
  @inlinable public func joined(separator: String = "") -> String { text(of: self, separator) }
}

extension BidirectionalCollection where Element == String {
  @inlinable public func joined(separator: String = "") -> String { text(of: self, separator) }
}

@inlinable func text(of parts: some Sequence<some StringProtocol>, _ separator: String) -> String {
  var text = "", isFirst = true
  for part in parts {
    if !isFirst { text += separator }
    // The description of a Substring is made without asking the runtime either.
    text += part.description
    isFirst = false
  }
  return text
}
