import PostgresSyntax

/// A finding whose fix is wanted, and what the fix does to the text.
struct FixCandidate {
  /// Where a finding stands that is not to be fixed, in the text as it is now.
  struct Place: Hashable {
    var rule: String
    var offset: Int
  }

  /// The index of its file in the history.
  var file: Int
  var finding: Finding
  var script: EditScript

  var place: Place { Place(rule: finding.rule, offset: finding.span.start) }
}
