public import Linting

/// How `lintel check` shows what it found.
public enum CheckFormat: String, CaseIterable, Sendable {
  /// For people: with the source around each finding.
  case text
  /// One line for each finding, for editors and grep.
  case concise
  /// For programs.
  case json
  /// The findings of `json`, one on each line.
  case jsonl
  /// For code scanning: SARIF 2.1.0.
  case sarif
  /// Annotations of GitHub Actions.
  case github
  /// Code quality of GitLab.
  case gitlab
  /// For whatever shows test results.
  case junit
  /// For whatever reads Checkstyle's XML.
  case checkstyle
  /// For reviewdog, with suggestions.
  case rdjson
  /// A comment on a pull request.
  case markdown
  /// A page that draws what waits.
  case html

  /// A new format is one more file and one more line here.
  func writer(_ surroundings: () -> ReportSurroundings) -> any ReportWriter {
    switch self {
    case .text: TextReport()
    case .concise: ConciseReport()
    case .json: JSONReport()
    case .jsonl: JSONLinesReport()
    case .sarif: SARIFReport(surroundings: surroundings())
    case .github: GitHubReport(surroundings: surroundings())
    case .gitlab: GitLabReport(surroundings: surroundings())
    case .junit: JUnitReport()
    case .checkstyle: CheckstyleReport()
    case .rdjson: RDJSONReport()
    case .markdown: MarkdownReport()
    case .html: HTMLReport(surroundings: surroundings())
    }
  }

  /// Whether it shows the locks too, for which the report has to have them.
  public var showsLocks: Bool { self == .markdown || self == .html }
}

extension Report {
  /// Writes the report and flushes the output. Stops early when nobody reads on.
  /// - Parameters:
  ///   - isQuiet: whether to leave out what is no finding, where the format is for people.
  ///   - surroundings: looked at only for formats that show something of them.
  public func write(
    as format: CheckFormat, style: Style = .plain, isQuiet: Bool = false,
    in surroundings: @autoclosure () -> ReportSurroundings = .unknown, to output: inout OutputBuffer
  ) {
    let writer: any ReportWriter = isQuiet && format == .text ? TextReport(hasSummary: false) : format.writer(surroundings)
    writer.write(self, style: style, to: &output)
    output.flush()
  }
}
