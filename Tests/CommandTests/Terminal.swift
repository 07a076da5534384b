import LintelTestSupport

/// A terminal that the program runs in, as util-linux's `script` makes one. Its width is what `COLUMNS` says.
enum Terminal {
  static let isThere = ChildProcess.run(["script", "--version"]).text.contains("util-linux")

  /// Both streams come as one.
  static let wrapper = ["sh", "-c", #"exec script --quiet --return --command "$*" /dev/null"#, "sh"]
}
