import Linting
import PostgresSyntax
import Reports
import Testing

struct SourceFrameTests {
  private func show(_ text: String, _ words: String, to end: String? = nil, labels: [String] = [], width: Int? = nil) -> String {
    let sample = Sample(text)
    let labels = labels.map { Finding.Label("see \($0)" as Finding.Message, at: sample.span($0)) }
    let shown = sample.frame(sample.finding("x", at: sample.span(words, to: end), labels: labels), Style(width: width))
    // The header is always the same.
    return shown.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().joined(separator: "\n")
  }

  @Test func `two lines of context stand around, without blank ones at the edge`() {
    #expect(show("a;\nb;\nc;\nd;\n\ne;\n", "d") == """
        --> db/0042.sql:4:1
         |
       2 | b;
       3 | c;
       4 | d;
         | ^
       5 |
       6 | e;
      """)
    #expect(show("a;\n\n\nd;\n\n\ne;\n", "d") == """
        --> db/0042.sql:4:1
         |
       4 | d;
         | ^
      """)
  }

  @Test func `line endings of Windows look the same`() {
    let unix = "BEGIN;\nALTER TABLE a\n  ADD b int;\nCOMMIT;\n"
    let windows = "BEGIN;\r\nALTER TABLE a\r\n  ADD b int;\r\nCOMMIT;\r\n"
    #expect(show(unix, "ADD", labels: ["BEGIN"]) == show(windows, "ADD", labels: ["BEGIN"]))
    #expect(show(unix, "ALTER", to: "int") == show(windows, "ALTER", to: "int"))
  }

  @Test func `tabs are four columns`() {
    #expect(show("\tDROP\tTABLE a;", "TABLE") == """
        --> db/0042.sql:1:7
         |
       1 |     DROP    TABLE a;
         |             ^^^^^
      """)
  }

  @Test func `carets stand under wide and combining characters`() {
    #expect(show("DROP TABLE \"数据🎉\", cafe\u{301}, x;", "cafe\u{301}") == """
        --> db/0042.sql:1:19
         |
       1 | DROP TABLE "数据🎉", cafe\u{301}, x;
         |                      ^^^^
      """)
    #expect(show("DROP TABLE \"数据\";", "数据") == """
        --> db/0042.sql:1:13
         |
       1 | DROP TABLE "数据";
         |             ^^^^
      """)
  }

  @Test func `nothing in a file commands the terminal`() {
    #expect(show("-- \u{1b}[2J\u{7f}\u{9b}1m\u{202e}\u{0}x\rDROP", "DROP") == """
        --> db/0042.sql:1:16
         |
       1 | -- ␛[2J␡\u{fffd}1m\u{fffd}␀x␍DROP
         |                ^^^^
      """)
    let sample = Sample("x", path: "a\u{1b}\nb.sql")
    #expect(sample.frame(sample.finding("m\u{7}\nn", at: Span(0, 1), rule: "r\u{1b}", note: "\u{1b}[1m")) == """
      error[r␛]: m␇␊n
        --> a␛␊b.sql:1:1
         |
       1 | x
         | ^
         |
         = note: ␛[1m
      """)
  }

  @Test func `an empty span points at its place, also at the end of the file`() {
    let sample = Sample("DROP;\n")
    #expect(sample.frame(sample.finding("x", at: Span(4, 4))).hasSuffix(" 1 | DROP;\n   |     ^"))
    #expect(sample.frame(sample.finding("x", at: Span(6, 6))).hasSuffix(" 1 | DROP;\n 2 |\n   | ^"))
    #expect(sample.frame(sample.finding("x", at: Span(60, 90))).hasSuffix(" 1 | DROP;\n 2 |\n   | ^"))
  }

  @Test func `a span of several lines is drawn along the side`() {
    #expect(show("BEGIN;\nALTER TABLE a\n  ADD b int,\n\n  ADD c int;\nCOMMIT;\n", "ALTER", to: "c int", labels: ["b int"]) == """
        --> db/0042.sql:2:1
         |
       1 |   BEGIN;
       2 | / ALTER TABLE a
       3 | |   ADD b int,
         | |       ----- see b int
       4 | |
       5 | |   ADD c int;
         | |___________^
       6 |   COMMIT;
      """)
  }

  @Test func `a span of several lines may start within a line`() {
    #expect(show("BEGIN; ALTER TABLE a\n  ADD b int;\n", "ALTER", to: "int") == """
        --> db/0042.sql:1:8
         |
       1 |   BEGIN; ALTER TABLE a
         |  ________^
       2 | |   ADD b int;
         | |___________^
      """)
  }

  @Test func `a long span is cut in the middle`() {
    let lines = (1...40).map { "  line\($0)" }.joined(separator: "\n")
    #expect(show("a;\nb;\nc;\nSELECT\n\(lines);\nd;\ne;\n", "SELECT", to: "line40") == """
         --> db/0042.sql:4:1
          |
        2 |   b;
        3 |   c;
        4 | / SELECT
        5 | |   line1
        6 | |   line2
      ...   |
       43 | |   line39
       44 | |   line40;
          | |________^
       45 |   d;
      """)
  }

  @Test func `a second place far away is shown behind dots`() {
    let between = String(repeating: "SELECT 1;\n", count: 10)
    #expect(show("BEGIN;\n\(between)DROP TABLE a;\n\(between)COMMIT;\n", "DROP", labels: ["COMMIT", "BEGIN", "TABLE"]) == """
         --> db/0042.sql:12:1
          |
        1 | BEGIN;
          | ----- see BEGIN
      ...
       10 | SELECT 1;
       11 | SELECT 1;
       12 | DROP TABLE a;
          | ^^^^
          |      ----- see TABLE
       13 | SELECT 1;
       14 | SELECT 1;
      ...
       23 | COMMIT;
          | ------ see COMMIT
      """)
  }

  @Test func `many second places are counted`() {
    let sample = Sample("a b c d e f g h i j")
    let labels = (0..<10).map { Finding.Label("here", at: Span($0 * 2, $0 * 2 + 1)) }
    let shown = sample.frame(sample.finding("x", at: Span(0, 1), labels: labels))
    #expect(shown.split(separator: "\n").filter { $0.hasSuffix("- here") }.count == 8)
    #expect(shown.hasSuffix("   |\n   = note: and 2 more places"))
  }

  @Test func `a line longer than the terminal is shown around the place`() {
    let text = "INSERT INTO a VALUES (1, 2, 3, 4, 5, 6, 7, 8), (NULL, 2, 3, 4, 5, 6, 7, 8), (1, 2, 3, 4, 5);"
    #expect(show(text, "NULL", width: 44) == """
        --> db/0042.sql:1:49
         |
       1 | … 6, 7, 8), (NULL, 2, 3, 4, 5, 6, 7, 8…
         |              ^^^^
      """)
    #expect(show(text, "INSERT", width: 44) == """
        --> db/0042.sql:1:1
         |
       1 | INSERT INTO a VALUES (1, 2, 3, 4, 5, 6…
         | ^^^^^^
      """)
    #expect(show(text, "5);", width: 44) == """
        --> db/0042.sql:1:90
         |
       1 | …, 3, 4, 5, 6, 7, 8), (1, 2, 3, 4, 5);
         |                                    ^^^
      """)
    #expect(show(text, "(NULL", labels: ["INSERT"], width: 44) == """
        --> db/0042.sql:1:48
         |
       1 | …, 6, 7, 8), (NULL, 2, 3, 4, 5, 6, 7, …
         |              ^^^^^
      ...
       1 | INSERT INTO a VALUES (1, 2, 3, 4, 5, 6…
         | ------ see INSERT
      """)
  }

  @Test func `a message behind a second place goes below it when there is no room`() {
    let sample = Sample("SELECT 1, a_column_far_right;")
    let label = Finding.Label("this one is the column that nobody needs", at: sample.span("a_column_far_right"))
    #expect(sample.frame(sample.finding("x", at: Span(0, 6), labels: [label]), Style(width: 48)) == """
      error[some-rule]: x
        --> db/0042.sql:1:1
         |
       1 | SELECT 1, a_column_far_right;
         | ^^^^^^
         |           ------------------
         |           this one is the column that
         |           nobody needs
      """)
  }

  @Test func `context ends where a line is absurdly long`() {
    let long = "-- " + String(repeating: "x", count: 100_000)
    #expect(show("a;\n\(long)\nDROP;\nb;\n\(long)\n", "DROP") == """
        --> db/0042.sql:3:1
         |
       3 | DROP;
         | ^^^^
       4 | b;
      """)
  }

  @Test func `one line of a megabyte is shown in part`() {
    let noise = String(repeating: "é", count: 500_000)
    let shown = show("SELECT '\(noise)' DROP TABLE '\(noise)'", "DROP", to: "TABLE")
    let half = String(repeating: "é", count: 64), rest = String(repeating: "é", count: 120)
    #expect(shown == """
        --> db/0042.sql:1:500011
         |
       1 | …\(half)' DROP TABLE '\(rest)…
         | \(String(repeating: " ", count: 67))^^^^^^^^^^
      """)
  }
}
