/// Where Lintel lives.
enum Project {
  /// The address of a rule's page, with `{rule}` for its id. Nil until the pages have one: a link that leads nowhere helps nobody.
  static let rulePage: String? = nil
}
