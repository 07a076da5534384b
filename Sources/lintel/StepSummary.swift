#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif
import Linting
import Reports

/// What a step of GitHub Actions shows on the page of its run.
enum StepSummary {
  static var isOnGitHub: Bool { Environment.value("GITHUB_ACTIONS") == "true" }

  /// The file that takes it; nil where there is none.
  static var path: String? { Environment.value("GITHUB_STEP_SUMMARY") }

  /// Adds a report behind what other commands of the step have said. Nobody asked for it, so it is no failure when it cannot be written.
  static func append(_ report: Report, to path: String) {
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    var problem = descriptor < 0 ? SystemError.last : nil
    if descriptor >= 0 {
      defer { close(descriptor) }
      var buffer = OutputBuffer { bytes in
        do throws(SystemError) { try Descriptor.put(bytes, to: descriptor) } catch { problem = error }
        return problem == nil
      }
      report.write(as: .markdown, in: .here, to: &buffer)
    }
    if let problem { Descriptor.complain("lintel: cannot write to \(path): \(problem.text)") }
  }
}
