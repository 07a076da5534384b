import LintelTestSupport
import Linting
import Migrations
import PostgresSyntax
import Testing

@Suite struct `Migration tools` {
  @Test(arguments: RunnerCase.all)
  func `are recognised, and their files read as they read them`(_ file: RunnerCase) {
    #expect(file.migration.runner == file.runner, "\(file.migration.why)")
    #expect(file.foundShape == file.shape)
    #expect(file.failingLines == file.fails)
    #expect(file.findings() == [])
  }

  @Test(arguments: Runners.names)
  func `have six files each`(name: String) {
    #expect(RunnerCase.all.count { $0.runner == name } >= 6)
  }

  @Test func `have names of their own`() {
    #expect(Set(Runners.names).count == Runners.all.count)
    #expect(Runners.all.count == 30)
  }

  /// What Lintel says of a file is what happens when it is sent that way.
  @Test(arguments: PostgresServer.all, RunnerCase.all.filter { !$0.migration.ups.isEmpty && !$0.hasPipeline && $0.isPlain })
  func `agree with the server`(_ server: PostgresServer, _ file: RunnerCase) throws {
    let input = file.input(server.version), source = input.migration.source, statements = input.migration.statements
    let stop = try server.withEmptyDatabase { database in
      try database.migrate(ordersTable)
      return database.run(statements.map { (source[$0.span], $0.span.start) }, input.delivery(of: statements))
    }
    #expect((stop == nil) == file.fails.isEmpty, "\(stop?.error ?? "it runs")")
    if let stop, let statement = stop.statement, let line = file.fails.first {
      #expect(source.position(at: statements[statement].span.start).line <= line)
      #expect(stop.error.contains("cannot"))
    }
  }

  @Test(arguments: PostgresServer.all, RunnerCase.supabase.filter { $0.input().delivery(of: $0.migration.statements).units.count == 1 && $0.hasPipeline })
  func `agree with the server about pipelines`(_ server: PostgresServer, _ file: RunnerCase) throws {
    let source = file.migration.source
    let error = try server.withEmptyDatabase { database in
      try database.migrate(ordersTable)
      return database.runPipelined(file.migration.statements.map { source[$0.span] })
    }
    guard let error else { return }
    #expect(error.isEmpty == file.fails.isEmpty, "\(error)")
    if !error.isEmpty { #expect(error.contains("within a pipeline") || error.contains("inside a transaction block")) }
  }
}

extension RunnerCase {
  var hasPipeline: Bool { input().delivery(of: migration.statements).units.contains { $0.sending == .pipeline } }
  /// Whether the server gets it as it stands, and there is nothing in it that only the tool knows.
  var isPlain: Bool { migration.source.placeholders.isEmpty && !migration.statements.contains { sql.utf8.count > $0.span.start && migration.source[$0.span].hasPrefix("COPY") } }
}
