import LintelTestSupport
import PostgresBehavior
import Testing

/// Foretold and found locks agree in both directions, for tables, views, materialized views and sequences.
/// Indexes are locked in many places: those are compared that the prediction names.
func prove(_ proof: Case) {
  let row = proof.row
  do {
    let predicted = try Prediction(row, version: proof.server.version)
    let observed = try proof.server.observe(row.sql, after: row.setup, settings: "SET TimeZone = '\(row.timeZone)'")
    let differences = differences(predicted, observed, row)
    if let gap = row.knownGap {
      withKnownIssue("\(gap)") { expect(differences, at: row) }
    } else {
      expect(differences, at: row)
    }
    if predicted.refusal != nil, observed.refusal != nil {
      // It can run, only not there, nor in a function.
      _ = try proof.server.run(row.setup + ";" + row.sql)
      let inside = try proof.server.observe("DO $lintel$ BEGIN EXECUTE $sql$\(row.sql)$sql$; END $lintel$", after: row.setup)
      #expect(inside.refusal != nil, "in a function", sourceLocation: row.place)
    }
    let unsaid = observed.effects.filter { $0.kind == .index && $0.lock > .accessShare && !predicted.names($0) }
    let verdict = differences.isEmpty ? "proven" : row.knownGap == nil ? "that disagree" : "with a known gap"
    Tally.count("ledger rows \(verdict)", on: proof.server)
    Tally.count("locks of indexes found that were not foretold, nor compared", on: proof.server, by: unsaid.count)
  } catch {
    Issue.record(error, "\(row.sql)", sourceLocation: row.place)
  }
}

private func expect(_ differences: [String], at row: Row) {
  if !differences.isEmpty { Issue.record("\(row.sql)\n  \(differences.joined(separator: "\n  "))", sourceLocation: row.place) }
}

private func differences(_ predicted: Prediction, _ observed: Observation, _ row: Row) -> [String] {
  if let refusal = observed.refusal { return predicted.refusal == nil ? ["is refused: \(refusal)"] : [] }
  if let refusal = predicted.refusal { return ["\(refusal) is not refused in a block"] }
  var lines: [String] = []
  for said in predicted.effects {
    let found = observed.effects.first { $0.relation == said.relation && $0.kind == said.kind }
    if found?.lock != said.lock || !row.locksOnly && found?.work != said.work {
      lines.append("\(said.kind) \(said.relation): said \(shown(said)), found \(found.map(shown) ?? "nothing")")
    }
  }
  for found in observed.effects where found.kind != .index && !predicted.names(found) {
    lines.append("\(found.kind) \(found.relation): said nothing, found \(shown(found))")
  }
  return lines
}

private func shown(_ effect: Effect) -> String { "\(effect.lock.catalogName) \(effect.work)" }

@Suite struct Ledger {
  @Test(arguments: Case.all(Row.addColumn)) func `ADD COLUMN`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.defaults)) func `ADD COLUMN with a default`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.dropColumn)) func `DROP COLUMN`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.columnProperties)) func `ALTER COLUMN`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.typeChanges)) func `ALTER COLUMN TYPE`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.typeChangesAround)) func `ALTER COLUMN TYPE with company`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.addConstraint)) func `ADD CONSTRAINT`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.otherConstraints)) func `VALIDATE, ALTER and DROP CONSTRAINT`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.tableProperties)) func `ALTER TABLE`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.partitions)) func `partitions`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.attaching)) func `ATTACH PARTITION`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.otherRelations)) func `ALTER INDEX, VIEW, SEQUENCE and FOREIGN TABLE`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.indexes)) func `indexes`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.triggersAndPolicies)) func `triggers, policies and rules`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.maintenance)) func `maintenance, grants and locks`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.creating)) func `CREATE`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.dropping)) func `DROP`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.types)) func `types and domains`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.data)) func `queries and data`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.keyChecks)) func `keys, views and sequences behind a query`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.transactions)) func `transactions`(_ proof: Case) { prove(proof) }
  @Test(arguments: Case.all(Row.bodies)) func `bodies`(_ proof: Case) { prove(proof) }
}
