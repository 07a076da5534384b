import PostgresSyntax

/// What a terminal shows for one Unicode scalar, and over how many columns.
struct Glyph {
  /// Nil when nothing is shown.
  private let scalar: Unicode.Scalar?
  let width: Int

  /// What must not reach a terminal as it is gets a picture of one column: control characters (one ESC in a file name could rewrite
  /// the screen) and the marks that turn the direction of the text around. A tab is always four blanks, wherever it stands.
  init(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x20..<0x7f: (self.scalar, width) = (scalar, 1)
    case 0x09: (self.scalar, width) = (" ", 4)
    case 0..<0x20: (self.scalar, width) = (Unicode.Scalar(0x2400 + scalar.value), 1)
    case 0x7f: (self.scalar, width) = ("\u{2421}", 1)
    case 0x80...0x9f, 0x61c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: (self.scalar, width) = ("\u{fffd}", 1)
    case 0xfeff: (self.scalar, width) = (nil, 0)
    default: (self.scalar, width) = (scalar, Glyph.width(of: scalar))
    }
  }

  /// Adds what is shown in UTF-8.
  func append(to bytes: inout [UInt8]) {
    guard let scalar else { return }
    if scalar.value < 0x80 {
      for _ in 0..<width { bytes.append(UInt8(scalar.value)) }
    } else if let encoded = UTF8.encode(scalar) {
      bytes.append(contentsOf: encoded)
    }
  }

  /// Columns of a printable scalar, as `wcwidth` counts them.
  private static func width(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return value == 0xad ? 0 : 1 }
    if isWide(value) { return 2 }
    // The vowels and finals of decomposed Hangul join the syllable's first letter.
    if (0x1160...0x11ff).contains(value) || (0xd7b0...0xd7ff).contains(value) { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return 1
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    guard value >= 0x1100 else { return false }
    let at = wide.orderedIndex(where: { $0.upperBound >= value })
    return at < wide.count && wide[at].contains(value)
  }

  /// East_Asian_Width W and F (Unicode 16, `EastAsianWidth.txt`), neighbours joined over unassigned gaps.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x231a...0x231b, 0x2329...0x232a, 0x23e9...0x23ec, 0x23f0...0x23f0, 0x23f3...0x23f3, 0x25fd...0x25fe, 0x2614...0x2615,
    0x2630...0x2637, 0x2648...0x2653, 0x267f...0x267f, 0x268a...0x268f, 0x2693...0x2693, 0x26a1...0x26a1, 0x26aa...0x26ab, 0x26bd...0x26be,
    0x26c4...0x26c5, 0x26ce...0x26ce, 0x26d4...0x26d4, 0x26ea...0x26ea, 0x26f2...0x26f3, 0x26f5...0x26f5, 0x26fa...0x26fa, 0x26fd...0x26fd,
    0x2705...0x2705, 0x270a...0x270b, 0x2728...0x2728, 0x274c...0x274c, 0x274e...0x274e, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
    0x27b0...0x27b0, 0x27bf...0x27bf, 0x2b1b...0x2b1c, 0x2b50...0x2b50, 0x2b55...0x2b55, 0x2e80...0x3029, 0x302e...0x303e, 0x3041...0x3098,
    0x309b...0x3247, 0x3250...0xa4c6, 0xa960...0xa97c, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6b, 0xff01...0xff60,
    0xffe0...0xffe6, 0x16fe0...0x16fe3, 0x16ff0...0x18cff, 0x1aff0...0x1affe, 0x1b000...0x1b2fb, 0x1d300...0x1d376, 0x1f004...0x1f004,
    0x1f0cf...0x1f0cf, 0x1f18e...0x1f18e, 0x1f191...0x1f19a, 0x1f200...0x1f320, 0x1f32d...0x1f335, 0x1f337...0x1f37c, 0x1f37e...0x1f393,
    0x1f3a0...0x1f3ca, 0x1f3cf...0x1f3d3, 0x1f3e0...0x1f3f0, 0x1f3f4...0x1f3f4, 0x1f3f8...0x1f43e, 0x1f440...0x1f440, 0x1f442...0x1f4fc,
    0x1f4ff...0x1f53d, 0x1f54b...0x1f54e, 0x1f550...0x1f567, 0x1f57a...0x1f57a, 0x1f595...0x1f596, 0x1f5a4...0x1f5a4, 0x1f5fb...0x1f64f,
    0x1f680...0x1f6c5, 0x1f6cc...0x1f6cc, 0x1f6d0...0x1f6d2, 0x1f6d5...0x1f6df, 0x1f6eb...0x1f6ec, 0x1f6f4...0x1f6fc, 0x1f7e0...0x1f7f0,
    0x1f90c...0x1f93a, 0x1f93c...0x1f945, 0x1f947...0x1f9ff, 0x1fa70...0x1faff, 0x20000...0x2fffd, 0x30000...0x3fffd,
  ]
}

extension String {
  /// On one line and safe for a terminal.
  var shown: String {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return self }
    var result: [UInt8] = []
    for scalar in unicodeScalars { Glyph(scalar).append(to: &result) }
    return String(decoding: result, as: UTF8.self)
  }

  /// The columns of text that is `shown` already.
  var columns: Int {
    if utf8.allSatisfy({ $0 < 0x7f }) { return utf8.count }
    return unicodeScalars.reduce(0) { $0 + Glyph($1).width }
  }
}
