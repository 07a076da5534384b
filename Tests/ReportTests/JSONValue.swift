import FoundationEssentials

/// Any JSON, read by a reader that is not ours.
indirect enum JSONValue: Decodable, Equatable {
  case object([String: JSONValue])
  case array([JSONValue])
  case string(String)
  case number(Double)
  case bool(Bool)
  case null

  init(_ text: String) throws { self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() { self = .null }
    else if let object = try? value.decode([String: JSONValue].self) { self = .object(object) }
    else if let array = try? value.decode([JSONValue].self) { self = .array(array) }
    else if let text = try? value.decode(String.self) { self = .string(text) }
    else if let truth = try? value.decode(Bool.self) { self = .bool(truth) }
    else { self = .number(try value.decode(Double.self)) }
  }

  subscript(key: String) -> JSONValue? { if case .object(let members) = self { members[key] } else { nil } }
  subscript(at: Int) -> JSONValue? { items.indices.contains(at) ? items[at] : nil }
  var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }
  var text: String? { if case .string(let text) = self { text } else { nil } }
  var int: Int? { if case .number(let number) = self { Int(exactly: number) } else { nil } }
}
