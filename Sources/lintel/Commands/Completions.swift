import ArgumentParser

extension CompletionKind {
  /// Migrations, and the folders they are in.
  static var migrations: CompletionKind { .file(extensions: ["sql", "py"]) }

  /// Those of the program that makes the script: fish 3 cannot ask it when somebody completes a word.
  static var rules: CompletionKind { .list(RuleCatalog.ids) }

  /// Branches and tags, by words without quotes and colons: zsh stumbles over them.
  static var references: CompletionKind { .shellCommand("git rev-parse --symbolic --branches --tags --remotes 2>/dev/null") }
}
