import Reports

extension ReportSurroundings {
  /// This program, run in this folder.
  static var here: ReportSurroundings {
    let current = Folder.current, project = projectFolder(around: current)
    return ReportSurroundings(version: Lintel.version, projectFolder: project) {
      Path.relative(Path.absolute($0, in: current), below: project)
    } rule: { id in
      guard let metadata = RuleCatalog.metadata(of: id), let page = RuleCatalog.page(of: id) else { return nil }
      return RuleDescription(
        metadata: metadata, page: page, plainPage: TerminalPage.render(page, subtitle: metadata.summary, isColored: false, width: nil))
    }
  }

  /// What CI calls the project, if that is around the current folder; else the repository; else the current folder.
  private static func projectFolder(around current: String) -> String {
    for name in ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"] {
      guard let folder = Environment.value(name).flatMap(Folder.realPath) else { continue }
      if folder == current || Path.relative(current, below: folder) != nil { return folder }
    }
    return Checkout(around: current)?.top ?? current
  }
}
