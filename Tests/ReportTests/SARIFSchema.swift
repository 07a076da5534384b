/// The part of the published schema of SARIF 2.1.0 that Lintel's logs use: names, types, limits and what has to be there. Its objects
/// allow no other members.
enum SARIFSchema {
  indirect enum Shape: Sendable {
    case string
    /// An address, relative or not.
    case uri
    case bool
    case integer(atLeast: Int)
    case oneOf([String])
    case array(Shape, atLeast: Int = 0)
    case object([String: Shape], required: [String] = [])
    /// Any names.
    case map(Shape)
    /// A property bag, whose tags are texts.
    case bag
  }

  static let message = Shape.object(["text": .string, "markdown": .string, "id": .string, "arguments": .array(.string)], required: ["text"])
  static let level = Shape.oneOf(["none", "note", "warning", "error"])
  static let artifact = Shape.object(["uri": .uri, "uriBaseId": .string, "index": .integer(atLeast: -1), "description": message])
  static let content = Shape.object(["text": .string, "binary": .string])
  static let region = Shape.object([
    "startLine": .integer(atLeast: 1), "startColumn": .integer(atLeast: 1), "endLine": .integer(atLeast: 1), "endColumn": .integer(atLeast: 1),
    "charOffset": .integer(atLeast: -1), "charLength": .integer(atLeast: 0), "byteOffset": .integer(atLeast: -1),
    "byteLength": .integer(atLeast: 0), "snippet": content, "message": message, "sourceLanguage": .string, "properties": .bag,
  ])
  static let location = Shape.object([
    "id": .integer(atLeast: -1),
    "physicalLocation": .object(["artifactLocation": artifact, "region": region, "contextRegion": region], required: ["artifactLocation"]),
    "message": message, "properties": .bag,
  ])
  static let rule = Shape.object(
    [
      "id": .string, "name": .string, "shortDescription": message, "fullDescription": message, "help": message, "helpUri": .uri,
      "defaultConfiguration": .object(["enabled": .bool, "level": level, "rank": .integer(atLeast: -1)]), "properties": .bag,
    ], required: ["id"])
  static let fix = Shape.object(
    [
      "description": message,
      "artifactChanges": .array(
        .object(
          [
            "artifactLocation": artifact,
            "replacements": .array(.object(["deletedRegion": region, "insertedContent": content], required: ["deletedRegion"]), atLeast: 1),
          ], required: ["artifactLocation", "replacements"]), atLeast: 1),
    ], required: ["artifactChanges"])
  static let suppression = Shape.object(
    ["kind": .oneOf(["inSource", "external"]), "status": .oneOf(["accepted", "underReview", "rejected"]), "justification": .string, "location": location],
    required: ["kind"])
  static let result = Shape.object(
    [
      "ruleId": .string, "ruleIndex": .integer(atLeast: -1), "kind": .oneOf(["notApplicable", "pass", "fail", "review", "open", "informational"]),
      "level": level, "message": message, "locations": .array(location), "relatedLocations": .array(location),
      "partialFingerprints": .map(.string), "fingerprints": .map(.string), "fixes": .array(fix), "suppressions": .array(suppression),
      "properties": .bag,
    ], required: ["message"])
  static let run = Shape.object(
    [
      "tool": .object(
        [
          "driver": .object(
            ["name": .string, "version": .string, "semanticVersion": .string, "informationUri": .uri, "rules": .array(rule)], required: ["name"])
        ], required: ["driver"]),
      "invocations": .array(.object(["executionSuccessful": .bool, "exitCode": .integer(atLeast: 0)], required: ["executionSuccessful"])),
      "originalUriBaseIds": .map(artifact), "columnKind": .oneOf(["utf16CodeUnits", "unicodeCodePoints"]), "results": .array(result),
    ], required: ["tool"])
  static let log = Shape.object(
    ["$schema": .uri, "version": .oneOf(["2.1.0"]), "runs": .array(run)], required: ["version", "runs"])

  /// What is against the schema, each with its place.
  static func problems(of value: JSONValue?, _ shape: Shape = log, at place: String = "$") -> [String] {
    guard let value else { return ["\(place): missing"] }
    switch (shape, value) {
    case (.string, .string), (.bool, .bool), (.bag, .object): return []
    case (.uri, .string(let text)):
      let allowed = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && !"<>\"{}|\\^`".utf8.contains($0) }
      return allowed ? [] : ["\(place): no address: \(text)"]
    case (.integer(let least), .number(let number)):
      return Int(exactly: number).map { $0 >= least } ?? false ? [] : ["\(place): \(number) is no integer from \(least) on"]
    case (.oneOf(let words), .string(let text)): return words.contains(text) ? [] : ["\(place): \(text) is none of \(words)"]
    case (.array(let element, let least), .array(let items)):
      var problems = items.enumerated().flatMap { SARIFSchema.problems(of: $1, element, at: "\(place)[\($0)]") }
      if items.count < least { problems.append("\(place): fewer than \(least)") }
      // The schema wants these to differ.
      if case .object = element, items.count < 50, items.enumerated().contains(where: { items[..<$0].contains($1) }), !place.hasSuffix("results") {
        problems.append("\(place): the same twice")
      }
      return problems
    case (.map(let element), .object(let members)): return members.flatMap { SARIFSchema.problems(of: $1, element, at: "\(place).\($0)") }
    case (.object(let known, let required), .object(let members)):
      return members.flatMap { name, member in
        known[name].map { SARIFSchema.problems(of: member, $0, at: "\(place).\(name)") } ?? ["\(place).\(name): unknown"]
      } + required.filter { members[$0] == nil }.map { "\(place).\($0): missing" }
    default: return ["\(place): wrong type"]
    }
  }
}
