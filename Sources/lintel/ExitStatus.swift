/// What the exit code tells, the same for every command and format.
enum ExitStatus: Int32, Error {
  case clean = 0
  /// There are findings at or above `fail-on`.
  case findings = 1
  /// The job could not be done, or not for every file.
  case trouble = 2
}
