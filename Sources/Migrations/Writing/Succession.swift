/// How the versions of a tool's migrations follow each other.
public enum Succession: Sendable {
  /// No file can be put behind another by its name alone.
  case none
  /// Whole numbers or times, with gaps or without.
  case numbers
  /// `5` and `5.1`, as Flyway counts.
  case components
}

/// The version that a name begins with.
struct NameVersion: Comparable {
  /// `V` or nothing.
  var prefix: String
  /// As it is written: `0007`, `20240102030405`, `2024-01-02-030405`, `5.1`.
  var text: String
  var rest: String

  /// Nil for a name that begins with none.
  init?(_ name: String, _ succession: Succession) {
    let prefix = name.prefix { $0 == "V" || $0 == "v" }
    guard prefix.utf8.count < 2 else { return nil }
    let isSign: (Character) -> Bool = switch succession {
    case .components: { "._".contains($0) }
    case .numbers, .none: { $0 == "-" }
    }
    var text = name.dropFirst(prefix.count).prefix { $0.isASCII && $0.isNumber || isSign($0) }
    if let double = text.firstIndex(of: "_").flatMap({ text[$0...].hasPrefix("__") ? $0 : nil }) { text = text[..<double] }
    // A dash belongs to a time and not to a name.
    if succession != .components, text.filter({ $0 != "-" }).count != 14 { text = text.prefix { $0 != "-" } }
    while let last = text.last, !last.isNumber { text.removeLast() }
    guard text.first?.isNumber ?? false else { return nil }
    self.prefix = String(prefix)
    self.text = String(text)
    rest = String(name.dropFirst(prefix.count + text.count))
  }

  /// Its numbers, without zeros before them.
  private var numbers: [Substring] {
    let parts = digits.count == 14 ? [digits[...]] : text.split { $0 == "." || $0 == "_" || $0 == "-" }
    return parts.map { $0.drop { $0 == "0" } }
  }
  /// Those that are numbers of this machine's size.
  var values: [Int] { numbers.map { Int($0) ?? ($0.isEmpty ? 0 : .max) } }
  private var digits: String { text.filter { $0 != "-" } }

  static func < (a: Self, b: Self) -> Bool {
    for (a, b) in zip(a.numbers, b.numbers) where a != b { return (a.count, String(a)) < (b.count, String(b)) }
    return a.numbers.count < b.numbers.count
  }
  static func == (a: Self, b: Self) -> Bool { !(a < b) && !(b < a) }

  /// The names that come right behind it.
  /// - Parameter names: all that are there already.
  /// - Returns: nil where there is no room.
  static func names(after name: String, _ count: Int, among names: [String], _ succession: Succession) -> [String]? {
    guard let own = NameVersion(name, succession) else { return nil }
    let others = names.compactMap { NameVersion($0, succession) }, next = others.filter { $0 > own }.min()
    // Numbers that count one by one leave no room before a later one.
    let isTime = own.digits.count >= 13
    if next != nil, !isTime, succession == .numbers { return nil }
    var last = own, found: [String] = []
    for number in 1...count {
      guard let version = own.following(last, number, succession), version > own, next.map({ version < $0 }) ?? true,
        !others.contains(version)
      else { return nil }
      found.append(version.name(number))
      last = version
    }
    return found
  }

  private func following(_ last: NameVersion, _ number: Int, _ succession: Succession) -> NameVersion? {
    var next = self
    if digits.count == 14 {
      guard let time = last.nextSecond else { return nil }
      next.text = time
    } else if digits.count >= 13 || succession == .numbers {
      guard let value = Int(last.text) else { return nil }
      let plain = String(value + 1)
      next.text = String(repeating: "0", count: max(0, text.count - plain.count)) + plain
    } else {
      next.text = text + (text.contains("_") ? "_" : ".") + String(number)
    }
    return next
  }

  /// The time one second later, in the same way of writing.
  private var nextSecond: String? {
    var numbers = digits.compactMap(\.wholeNumberValue)
    guard numbers.count == 14 else { return nil }
    func value(_ at: Int, _ length: Int) -> Int { numbers[at..<at + length].reduce(0) { $0 * 10 + $1 } }
    func put(_ value: Int, _ at: Int, _ length: Int) {
      var value = value
      for place in (at..<at + length).reversed() { (numbers[place], value) = (value % 10, value / 10) }
    }
    let (hour, minute, second) = (value(8, 2), value(10, 2), value(12, 2))
    if second < 59 { put(second + 1, 12, 2) } else {
      put(0, 12, 2)
      if minute < 59 { put(minute + 1, 10, 2) } else {
        // The last second of a day is followed by no name here: a month's length would have to be known.
        guard hour < 23 else { return nil }
        put(0, 10, 2)
        put(hour + 1, 8, 2)
      }
    }
    var signs = numbers.map(String.init)[...]
    return text.map { $0.isNumber ? signs.removeFirst() : String($0) }.joined()
  }

  /// With the number of the part in the name.
  private func name(_ number: Int) -> String {
    let sign = rest.first.map(String.init) ?? "", words = rest.dropFirst(sign.count)
    // Behind `0007` and in `7.do.a.sql` it stands before the ending.
    guard !rest.isEmpty, rest != ".sql" else { return prefix + text + rest }
    let tail = sign == "." ? words.lastIndex(of: ".") : words.firstIndex(of: ".")
    let head = words[..<(tail ?? words.endIndex)]
    return prefix + text + sign + head + "_\(number + 1)" + words[(tail ?? words.endIndex)...]
  }
}
