/// Steps in their order, which can be asked for those with a trait.
public struct Steps: Sendable {
  public private(set) var all: [Step] = []
  private var traits: [StepTraits] = []

  public init(_ steps: some Sequence<Step> = []) {
    for step in steps { append(step) }
  }

  mutating func append(_ step: Step) {
    all.append(step)
    traits.append(step.traits)
  }

  mutating func reserve(_ count: Int) {
    all.reserveCapacity(all.count + count)
    traits.reserveCapacity(traits.count + count)
  }

  /// The places of the steps that have one of some traits.
  /// - Parameter limit: how many of the last steps are looked at.
  public func places(with wanted: StepTraits, limit: Int = .max) -> some Sequence<Int> {
    traits.indices.suffix(limit).lazy.filter { !traits[$0].isDisjoint(with: wanted) }
  }

  /// Those steps.
  public func having(_ wanted: StepTraits, limit: Int = .max) -> some Sequence<Step> {
    places(with: wanted, limit: limit).lazy.map { all[$0] }
  }
}
