/// A value that there seldom is: it takes one word where it is not, and is shared by the copies where it is.
@propertyWrapper
public struct Seldom<Value: Hashable & Sendable>: Hashable, Sendable {
  @usableFromInline final class Box: Sendable {
    @usableFromInline let value: Value
    @inlinable init(_ value: Value) { self.value = value }
  }

  @usableFromInline var box: Box?

  @inlinable public init() { box = nil }
  @inlinable public init(wrappedValue: Value?) { box = wrappedValue.map(Box.init) }

  @inlinable public var wrappedValue: Value? {
    get { box?.value }
    set { box = newValue.map(Box.init) }
  }

  @inlinable public static func == (a: Self, b: Self) -> Bool { a.box === b.box || a.box?.value == b.box?.value }
  @inlinable public func hash(into hasher: inout Hasher) { hasher.combine(box?.value) }
}
