import Linting

/// The pages of what the engine itself finds. Rules have theirs beside them.
enum EnginePages {
  static func page(of rule: EngineRule) -> String {
    let text =
      switch rule {
      case .syntaxError:
        """
        PostgreSQL's own parser refuses the statement, so the migration would fail here. The message is the parser's.
        The other statements of the file are still checked.

        Some tools cut a file without regard to strings, bodies of functions and comments: goose and sql-migrate behind every line that
        ends in `;`, golang-migrate with `x-multi-statement` at every `;`. A statement that PostgreSQL would get in pieces is told of too.
        For goose and sql-migrate the fix puts `StatementBegin` and `StatementEnd` around it.

        `lintel --version` tells which version of the grammar it is. Statements of a newer PostgreSQL are errors to it.
        """
      case .unreadableFile:
        """
        The file is not there, may not be read, or is not UTF-8 text, so nothing is known about it.
        All other files are still checked, and the exit code is 2.

        Save the file as UTF-8. A byte-order mark of UTF-8 does no harm.
        """
      case .suppressionWithoutReason:
        """
        Whoever reads the migration next wants to know why a finding does not count here:

        ```sql
        -- lintel: ignore[create-index-blocks-writes] the table is empty until the next release
        CREATE INDEX orders_customer_idx ON orders (customer_id);
        ```

        Without a reason the comment silences nothing.
        """
      case .unusedSuppression:
        """
        An `ignore` comment stands where its rule finds nothing, so it would hide the next real finding. Remove it.
        """
      case .unknownRule:
        """
        An `ignore` comment names a rule that does not exist, so it silences nothing. `lintel rules` lists them all.
        """
      }
    return "# \(rule.rawValue)\n\n\(text)\n"
  }
}
