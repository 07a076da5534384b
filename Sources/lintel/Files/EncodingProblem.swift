import PostgresSyntax

extension Encoding.Problem {
  /// What is wrong and in which line, which editors show and `Encoding` does not count.
  func text(in bytes: [UInt8]) -> String {
    func place(_ offset: Int) -> String {
      "at offset \(offset) (line \(bytes.prefix(offset).reduce(1) { $1 == 0x0a ? $0 + 1 : $0 }))"
    }
    return switch self {
    case .notUTF8(let offset, let byte): "is not UTF-8: byte 0x\(String(byte, radix: 16)) \(place(offset)); save it as UTF-8"
    case .nul(let offset): "holds a NUL byte \(place(offset))"
    case .otherUnicode: description
    }
  }
}
