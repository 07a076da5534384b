/// What is remembered of one file while it is fixed.
struct FixMemory {
  private(set) var applied: [Finding] = []
  private(set) var refusals: [FixRefusal] = []
  /// Whose fixes are not to be tried again.
  var rejected: Set<FixCandidate.Place> = []
  /// The texts it had, each with the rules that made the next one of it.
  private var past: [(digest: TextDigest, rules: [String])]

  init(_ start: TextDigest) { past = [(start, [])] }

  /// Takes note of fixes that went in. Returns the rules that led in a circle if the text was there before.
  mutating func note(_ accepted: [FixCandidate], whichMade digest: TextDigest) -> [String] {
    applied += accepted.map(\.finding)
    past[past.count - 1].rules = accepted.rules
    if let start = past.firstIndex(where: { $0.digest == digest }) { return past[start...].flatMap(\.rules).unique }
    past.append((digest, []))
    return []
  }

  mutating func refuse(_ reason: FixRefusal.Reason, _ rules: [String]) {
    if let at = refusals.firstIndex(where: { $0.reason == reason }) {
      refusals[at].rules = (refusals[at].rules + rules).unique
    } else {
      refusals.append(FixRefusal(reason, rules: rules))
    }
  }

  /// What was rejected may be tried again.
  mutating func forgive() {
    rejected = []
    refusals.removeAll { $0.reason == .worse }
  }
}
