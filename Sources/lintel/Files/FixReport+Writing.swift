import Linting

extension FixReport {
  /// Writes every file that changed, with the checksums that Atlas keeps of them. Which ones could not be written is said on standard error.
  /// - Parameter paths: by which the files were opened.
  /// - Returns: for each file whether it was written.
  mutating func write(to paths: [String]) -> [Bool] {
    renewAtlasSums(at: paths)
    return zip(files, paths).map { file, path in
      guard let failure = FixWriter(file, at: path).failure else { return true }
      Descriptor.complain("lintel: cannot write to \(failure.path): \(failure.problem)")
      return false
    }
  }
}
