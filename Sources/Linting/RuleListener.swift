/// How the engine calls one rule, without its types.
public struct RuleListener: Sendable {
  /// The type it wants to see.
  let subject: ObjectIdentifier
  /// Takes the address of one.
  let check: @Sendable (UnsafeRawPointer, RuleContext) -> [Finding]

  public init(subject: ObjectIdentifier, check: @escaping @Sendable (UnsafeRawPointer, RuleContext) -> [Finding]) {
    self.subject = subject
    self.check = check
  }
}

extension Rule {
  /// Made for each rule where its types are known: to ask Swift's runtime for them takes longer than to lint a small file.
  @inlinable public static var listener: RuleListener {
    let rule = Self()
    return RuleListener(subject: ObjectIdentifier(Seen.self)) { subject, context in
      rule.check(subject.assumingMemoryBound(to: Seen.self).pointee, in: context)
    }
  }
}
