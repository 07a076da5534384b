/// How a command line lets Django projects be asked about their migrations.
struct DjangoOptions: Equatable {
  /// The interpreter to ask; nil to look for one.
  var python: String?
  /// Whether projects may be run though none of their migrations is named.
  var runs = false
  /// Whether nothing of a project is run in any case.
  var neverRuns = false
  /// The time a project has to answer, in seconds.
  var seconds = 60

  var contradiction: String? {
    if runs, neverRuns { return "--django and --no-run exclude each other" }
    if python == "" { return "--python is empty" }
    if seconds < 1 { return "--django-timeout must be at least 1" }
    return nil
  }
}
