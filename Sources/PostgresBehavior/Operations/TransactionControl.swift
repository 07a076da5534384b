import PostgresSyntax

/// BEGIN, COMMIT, ROLLBACK, SAVEPOINT and their kin (TransactionStmt).
public struct TransactionControl: Operation {
  public enum Kind: Hashable, Sendable {
    case begin, commit, rollback, savepoint, release, rollbackTo, prepare, commitPrepared, rollbackPrepared
  }

  public var kind: Kind
  /// `AND CHAIN`
  public var chains: Bool
  public var savepoint: String?

  public var transactionControl: TransactionControl? { self }

  init(kind: Kind, chains: Bool) {
    self.kind = kind
    self.chains = chains
  }

  init?(_ node: Node) {
    switch node.text("kind") {
    case "TRANS_STMT_BEGIN", "TRANS_STMT_START": kind = .begin
    case "TRANS_STMT_COMMIT": kind = .commit
    case "TRANS_STMT_ROLLBACK": kind = .rollback
    case "TRANS_STMT_SAVEPOINT": kind = .savepoint
    case "TRANS_STMT_RELEASE": kind = .release
    case "TRANS_STMT_ROLLBACK_TO": kind = .rollbackTo
    case "TRANS_STMT_PREPARE": kind = .prepare
    case "TRANS_STMT_COMMIT_PREPARED": kind = .commitPrepared
    case "TRANS_STMT_ROLLBACK_PREPARED": kind = .rollbackPrepared
    default: return nil
    }
    chains = node.flag("chain")
    savepoint = node.text("savepoint_name")
  }

  public func refusesTransactionBlock(in moment: Moment) -> String? {
    switch kind {
    case .commitPrepared: "COMMIT PREPARED"
    case .rollbackPrepared: "ROLLBACK PREPARED"
    default: nil
    }
  }
}
