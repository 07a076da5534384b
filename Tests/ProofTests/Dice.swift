/// SplitMix64: the same throws from a seed on every machine and with every version of Swift.
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func roll(_ range: ClosedRange<Int>) -> Int { range.lowerBound + Int(next() % UInt64(range.count)) }
  mutating func chance(_ percent: Int) -> Bool { roll(0...99) < percent }
  /// As `chance`, in thousandths.
  mutating func rarely(_ perMille: Int) -> Bool { roll(0...999) < perMille }
  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[roll(0...choices.count - 1)] }
  mutating func any<Element>(of choices: [Element]) -> Element? { choices.isEmpty ? nil : pick(choices) }

  /// Some of them, each once, in any order.
  mutating func some<Element>(_ count: Int, of choices: [Element]) -> [Element] {
    var left = choices, taken: [Element] = []
    while taken.count < count, !left.isEmpty { taken.append(left.remove(at: roll(0...left.count - 1))) }
    return taken
  }

  /// One of them by its weight.
  mutating func weighed<Element>(_ choices: [(weight: Int, Element)]) -> Element {
    var left = roll(0...choices.reduce(-1) { $0 + $1.weight })
    for (weight, element) in choices {
      if left < weight { return element }
      left -= weight
    }
    return choices[0].1
  }
}
