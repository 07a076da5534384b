import PostgresSyntax
import Testing

@Suite struct `Trees` {
  private func tree<R>(_ sql: String, _ body: (Node) throws -> R) throws -> R? {
    let source = SourceText(sql), reader = TreeReader()
    return try source.statements().first.flatMap { try reader.withTree(of: $0, in: source, body) }
  }

  @Test func `give their fields under PostgreSQL's names`() throws {
    try tree("CREATE UNIQUE INDEX \"größe\" ON shop.orders (a, b) WHERE c > 5") { tree in
      let (tag, fields) = try #require(tree.tagged)
      #expect(tag == "IndexStmt")
      #expect(fields.text("idxname") == "größe")
      #expect(fields["relation"]?.text("schemaname") == "shop")
      #expect(fields.flag("unique") && !fields.flag("concurrent"))
      #expect(fields.list("indexParams").compactMap { $0["IndexElem"]?.text("name") } == ["a", "b"])
      #expect(fields["relation"]?.number("location") == 33)
      #expect(tree.fields(of: "IndexStmt") != nil && tree.fields(of: "SelectStmt") == nil)
    }
  }

  @Test func `answer nothing for what is not there`() throws {
    try tree("SELECT 1") { tree in
      let fields = try #require(tree["SelectStmt"])
      #expect(fields["noSuchField"] == nil)
      #expect(fields.list("noSuchField").isEmpty && fields.names("noSuchField").isEmpty)
      #expect(fields.text("noSuchField") == nil && fields.number("noSuchField") == 0 && !fields.flag("noSuchField"))
      // What is there and of another kind
      #expect(fields.string == nil && fields.integer == nil && fields.boolean == nil && fields.elements.isEmpty)
      #expect(fields["targetList"]?.string == nil && fields["targetList"]?["val"] == nil && fields["targetList"]?.tagged == nil)
      #expect(fields.text("limitOption") == "LIMIT_OPTION_DEFAULT")
      #expect(fields["limitOption"]?.elements.isEmpty == true && fields["limitOption"]?["x"] == nil)
    }
  }

  @Test func `know the names of a list`() throws {
    let names = try tree("DROP TABLE a.b") { $0["DropStmt"]?.list("objects").first?["List"]?.names("items") }
    #expect(names == ["a", "b"])
  }

  @Test func `find fields at any depth, outermost first`() throws {
    // More than the sixteen that are looked for at first
    let list = (0..<40).map { "c\($0)" }.joined(separator: ", ")
    try tree("SELECT \(list) FROM t WHERE x = (SELECT 7 FROM u)") { tree in
      let found = tree.find("ColumnRef", "RangeVar")
      #expect(found.filter { $0.name == 0 }.count == 41)
      #expect(found.filter { $0.name == 1 }.compactMap { $0.field.text("relname") } == ["t", "u"])
      #expect(tree.find("JoinExpr").isEmpty)
      #expect(tree.find("SelectStmt").first?.field.list("targetList").count == 40)
    }
  }

  @Test func `of statements without content are none`() throws {
    let source = SourceText(" ; ")
    let empty = Statement(span: Span(1, 1), region: Span(0, 1), isTerminated: true)
    #expect(try TreeReader().withTree(of: empty, in: source) { _ in 1 } == nil)
  }

  @Test func `are read again after an error`() throws {
    let source = SourceText("selec; SELECT 1; DROP TABLE; DROP TABLE t"), reader = TreeReader()
    let read = source.statements().map { try? reader.withTree(of: $0, in: source) { $0.tagged?.tag ?? "" } }
    #expect(read == [nil, "SelectStmt", nil, "DropStmt"])
  }

  @Test func `grow with their statements`() throws {
    let rows = (0..<20_000).map { "(\($0), 'row \($0)')" }.joined(separator: ",")
    let count = try tree("INSERT INTO t VALUES \(rows)") { $0["InsertStmt"]?["selectStmt"]?["SelectStmt"]?.list("valuesLists").count }
    #expect(count == 20_000)
  }
}

/// Up to 17 libpg_query recurses without looking at its stack; no input may end the process.
@Suite struct `Deep statements` {
  private func read(_ deep: String) -> [String]? {
    onParserThread { _ in SourceText("SELECT 1;\n\(deep);\nDROP TABLE t;").trees }
  }

  @Test(arguments: [100, 100_000])
  func `of parentheses`(depth: Int) throws {
    let trees = try #require(read("SELECT " + String(repeating: "(", count: depth) + "1" + String(repeating: ")", count: depth)))
    #expect(trees.first == "SelectStmt" && trees.last == "DropStmt" && trees.count == 3)
    #expect((trees[1] == "SelectStmt") == (depth < 1_000), "\(trees[1])")
  }

  @Test func `of unions`() throws {
    let trees = try #require(read("SELECT 1" + String(repeating: " UNION SELECT 1", count: 60_000)))
    #expect(trees.first == "SelectStmt" && trees.last == "DropStmt")
    // 18 refuses it by itself.
    #expect(["statement is too deeply nested @10", "stack depth limit exceeded @10"].contains(trees[1]))
  }

  @Test func `of calls`() throws {
    let trees = try #require(read("SELECT " + String(repeating: "f(", count: 3_000) + String(repeating: ")", count: 3_000)))
    #expect(trees == ["SelectStmt", "SelectStmt", "DropStmt"] || trees[1].contains("nested") || trees[1].contains("memory"))
  }

  @Test func `of signs`() throws {
    let trees = try #require(read("SELECT " + String(repeating: "- ", count: 100_000) + "1"))
    #expect(trees.first == "SelectStmt" && trees.last == "DropStmt" && trees.count == 3 && trees[1].contains("@"))
  }

  @Test func `are searched to the bottom`() throws {
    let found = onParserThread { reader in
      let source = SourceText("SELECT 1" + String(repeating: " UNION SELECT 1", count: 500))
      return source.statements().first.flatMap { try? reader.withTree(of: $0, in: source) { $0.find("A_Const").count } }
    }
    #expect(found == 501)
  }
}
