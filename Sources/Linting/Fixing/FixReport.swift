/// What fixing made of a run's files.
public struct FixReport: Sendable {
  /// Those under review, in their order.
  public var files: [FixedFile]

  public init(files: [FixedFile]) { self.files = files }
}
