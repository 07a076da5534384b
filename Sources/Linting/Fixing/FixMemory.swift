/// What is remembered of one file while it is fixed.
struct FixMemory {
  /// A text it had.
  private struct Past {
    var digest: TextDigest
    /// How many fixes had gone in by then.
    var applied: Int
    /// What made another text of it.
    var next: [FixCandidate] = []
  }

  private(set) var applied: [Finding] = []
  var refusals: [FixRefusal] = []
  /// Whose fixes are not to be tried again.
  var rejected: Set<FixCandidate.Place> = []
  private var past: [Past]

  init(_ start: TextDigest) { past = [Past(digest: start, applied: 0)] }

  /// Takes note of fixes that went in. A text that was there before closes a circle: it stays, and what led away from it is left out.
  mutating func note(_ accepted: [FixCandidate], whichMade digest: TextDigest) {
    applied += accepted.map(\.finding)
    past[past.count - 1].next = accepted
    guard let start = past.firstIndex(where: { $0.digest == digest }) else {
      past.append(Past(digest: digest, applied: applied.count))
      return
    }
    rejected.formUnion(past[start].next.map(\.place))
    refuse(.cycle, past[start...].flatMap(\.next).rules)
    applied.removeSubrange(past[start].applied...)
    past.removeSubrange((start + 1)...)
  }

  mutating func refuse(_ reason: FixRefusal.Reason, _ rules: [String]) {
    if let at = refusals.firstIndex(where: { $0.reason == reason }) {
      refusals[at].rules = (refusals[at].rules + rules).unique
    } else {
      refusals.append(FixRefusal(reason, rules: rules))
    }
  }
}
