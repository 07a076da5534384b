import Linting
import Migrations
import PostgresBehavior
import TOMLKit

/// A kind of value in a `lintel.toml`.
struct ValueKind<Value> {
  /// What a value has to be, to follow "must be".
  var expectation: String
  /// The words there are to choose from.
  var words: [String] = []
  /// What a value has to be, in the words of JSON Schema.
  var schema: SchemaNode
  var read: (any TOMLValueConvertible) -> Value?
}

extension TOMLValueConvertible {
  /// As JSON Schema takes it: 15.0 is one, too.
  fileprivate var wholeNumber: Int? { int ?? double.flatMap { Int(exactly: $0) } }
}

extension ValueKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of an enumeration's words.
  static var word: ValueKind {
    let words = Value.allCases.map(\.rawValue)
    let quoted = words.map { "\"\($0)\"" }
    let list = quoted.dropLast().joined(separator: ", ") + " or " + (quoted.last ?? "")
    return ValueKind(expectation: list, words: words, schema: .words(words)) { $0.string.flatMap(Value.init(rawValue:)) }
  }
}

extension ValueKind<ServerVersion> {
  static var version: ValueKind {
    let supported = ServerVersion.supported
    return ValueKind(expectation: "a number from \(supported.lowerBound) to \(supported.upperBound)", schema: .number(supported)) { value in
      value.wholeNumber.flatMap { supported.contains($0) ? ServerVersion($0) : nil }
    }
  }
}

extension ValueKind<Settings.Timeout> {
  static var timeout: ValueKind {
    ValueKind(expectation: "a time such as \"5s\" or \"250ms\"", schema: .time) { value in
      let timeout = value.string.flatMap { Settings.Timeout($0) } ?? value.wholeNumber.map { Settings.Timeout(milliseconds: $0) }
      return timeout.flatMap { $0.milliseconds >= 0 ? $0 : nil }
    }
  }
}

extension ValueKind<String> {
  /// The name of a migration tool.
  static var runner: ValueKind {
    ValueKind(expectation: "the name of a migration tool, such as \"goose\"", words: Runners.names, schema: .words(Runners.names.sorted())) { value in
      value.string.flatMap { Runners.named($0) == nil ? nil : $0 }
    }
  }

  /// A setting of a tool, in the words of the file.
  static func setting(_ kind: RunnerSetting.Kind) -> ValueKind {
    switch kind {
    case .flag: ValueKind(expectation: "true or false", schema: .flag) { $0.bool.map { $0 ? "true" : "false" } }
    case .word(let words):
      ValueKind(expectation: words.map { "\"\($0)\"" }.joined(separator: " or "), words: words, schema: .words(words)) { $0.string.flatMap { words.contains($0) ? $0 : nil } }
    case .version:
      ValueKind(expectation: "a version such as \"7.4\"", schema: .version) { $0.string.flatMap { $0.first?.isNumber == true ? $0 : nil } }
    }
  }

  static var text: ValueKind {
    ValueKind(expectation: "text that is not empty", schema: .text) { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
  }
}
