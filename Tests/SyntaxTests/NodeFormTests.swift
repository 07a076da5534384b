import CPgQuery
import Foundation
import Testing

@testable import PostgresSyntax

/// A tree is read from PostgreSQL's structs; libpg_query's JSON of the same statement says what has to be seen there.
@Suite(.enabled(if: Grammar.majorVersion >= 17, "libpg_query 15 comes without PostgreSQL's headers")) struct `Structs and JSON` {
  @Test func `of statements of all kinds say the same`() throws {
    var types: Set<String> = []
    for statement in Self.statements { types.formUnion(try comparison(of: statement).types) }
    #expect(types.count > 150, "\(types.count) types of nodes")
  }

  @Test func `of the samples say the same`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let files = try #require(FileManager.default.enumerator(at: root.appending(path: "Samples"), includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in files where file.pathExtension == "sql" {
      let source = SourceText(try String(contentsOf: file, encoding: .utf8))
      for statement in source.statements() {
        _ = try comparison(of: String(source[statement.span]))
        count += 1
      }
    }
    #expect(count > 200)
  }

  /// What JSON holds of a statement, after each of it was found in the structs too.
  private struct Comparison {
    var types: Set<String> = []
    /// How often each key is there.
    var keys: [String: Int] = [:]

    mutating func compare(_ json: Any, _ node: CPgNode, _ path: String) {
      switch json {
      case let object as [String: Any]:
        // What a Boolean says is the only false that JSON does not leave out.
        for (key, value) in object where (value as? NSNumber)?.boolValue != false {
          keys[key, default: 0] += 1
          if key.first?.isUppercase == true { types.insert(key) }
          let member = cpg_member(node, key, key.utf8.count)
          #expect(member.at != nil, "\(path).\(key) is missing")
          if member.at != nil { compare(value, member, "\(path).\(key)") }
        }
      case let list as [Any]:
        var elements = cpg_elements(node), count = 0
        for element in list {
          let next = cpg_next(&elements)
          count += 1
          #expect(next.at != nil, "\(path)[\(count)] is missing")
          if next.at != nil { compare(element, next, "\(path)[\(count)]") }
        }
        #expect(cpg_next(&elements).at == nil, "\(path) has more than \(count)")
      case let text as String:
        #expect(Node(node)?.string == text, "\(path)")
      case let number as NSNumber:
        #expect(Node(node)?.integer == number.intValue || Node(node)?.boolean == (number.intValue != 0), "\(path)")
      default: Issue.record("\(path) is \(json)")
      }
    }
  }

  private func comparison(of sql: String) throws -> Comparison {
    let json = cpg_parse_json(sql), structs = cpg_parse(sql)
    defer {
      cpg_tree_free(structs)
      cpg_tree_free(json)
    }
    #expect(json.error.cursor_position == structs.error.cursor_position)
    #expect(json.error.message.map { String(cString: $0) } == structs.error.message.map { String(cString: $0) })
    let text = try #require(json.json, "\(sql)")
    let root = try #require(try JSONSerialization.jsonObject(with: Data(bytes: text, count: json.length)) as? [String: Any])
    let statement = try #require((root["stmts"] as? [[String: Any]])?.first?["stmt"])
    var comparison = Comparison()
    comparison.compare(statement, structs.root, "")
    // Nothing besides.
    for (key, count) in comparison.keys {
      let found = key.withCString { text in
        var key: UnsafePointer<CChar>? = text
        return cpg_find(structs.root, &key, 1, nil, 0)
      }
      #expect(found == count, "\(key) in \(sql)")
    }
    return comparison
  }

  private static let statements = """
    SELECT DISTINCT a, b.*, count(*) FILTER (WHERE x > 0.5), sum(a) OVER w, rank() OVER (PARTITION BY b ORDER BY c DESC NULLS LAST ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
      FROM ONLY s.t AS b (a, c), LATERAL (SELECT 1 AS one) l LEFT JOIN u USING (id) WINDOW w AS (PARTITION BY a)
    SELECT DISTINCT ON (a) a FROM t TABLESAMPLE bernoulli (10) REPEATABLE (1) ORDER BY a LIMIT 5 OFFSET 2 FOR UPDATE OF t SKIP LOCKED
    SELECT a FROM t ORDER BY a FETCH FIRST 3 ROWS WITH TIES
    WITH RECURSIVE r (n) AS MATERIALIZED (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 10) SEARCH DEPTH FIRST BY n SET o CYCLE n SET is_cycle USING path SELECT * FROM r
    SELECT CASE a WHEN 1 THEN 'x' WHEN 2 THEN NULL ELSE b'101' END, ARRAY[[1, 2], [3, 4]], ROW(1, true), (a).b.c, a[1:2], a[3], $1, -5, - x, +3000000000, X'1F', 1e10, '', E'\\n', U&'d\\0061t\\+000061'
    SELECT a::int, CAST(b AS numeric(10, 2)[]), a COLLATE "de_DE", x AT TIME ZONE 'UTC', a IS NULL, b IS NOT TRUE, a IS DISTINCT FROM b, a BETWEEN 1 AND 2, a NOT IN (1, 2), a LIKE 'x%' ESCAPE '!', a ~ ANY (b), EXISTS (SELECT)
    SELECT coalesce(a, b), greatest(a, b), least(a), nullif(a, b), current_timestamp(3), current_user, extract(year FROM d), overlay('a' PLACING 'b' FROM 1), trim(BOTH 'x' FROM y), interval '1' day, f(VARIADIC a), g(x => 1), percentile_cont(0.5) WITHIN GROUP (ORDER BY a), h(DISTINCT a ORDER BY b)
    SELECT xmlelement(name a, xmlattributes(b AS c), 'd'), xmlserialize(CONTENT x AS text), x IS DOCUMENT, xmlparse(DOCUMENT '<a/>')
    SELECT grouping(a), sum(b) FROM t GROUP BY GROUPING SETS ((a), ROLLUP (a, b), CUBE (c, d), ()) HAVING sum(b) > 1
    SELECT * FROM ROWS FROM (f(1) AS (a int, b text), g(2)) WITH ORDINALITY AS x
    SELECT * FROM XMLTABLE('/a' PASSING x COLUMNS id int PATH '@id' NOT NULL, n FOR ORDINALITY)
    SELECT * FROM a NATURAL JOIN b CROSS JOIN c RIGHT JOIN (d FULL JOIN e ON d.id = e.id) AS j ON true
    SELECT JSON_OBJECT('a' : 1 ABSENT ON NULL), JSON_ARRAY(1, 2), JSON_OBJECTAGG(k : v), JSON_ARRAYAGG(v ORDER BY v), a IS JSON OBJECT WITH UNIQUE KEYS, JSON_QUERY(j, '$.a' WITH WRAPPER), JSON_VALUE(j, '$.b' RETURNING int DEFAULT 0 ON EMPTY), JSON('1'), JSON_SCALAR(1)
    SELECT * FROM JSON_TABLE(j, '$[*]' COLUMNS (id FOR ORDINALITY, a int PATH '$.a', NESTED PATH '$.b[*]' COLUMNS (c text)))
    SELECT 1 INTO TEMP x
    TABLE a UNION SELECT 1 INTERSECT SELECT 2 EXCEPT ALL SELECT 3 ORDER BY 1
    VALUES (1, DEFAULT), (2, 'b')
    SELECT a AND b OR NOT c, a || b, a OPERATOR(pg_catalog.+) b, (a, b) = (1, 2), (SELECT 1), ARRAY(SELECT 1), row(a.*), a > ALL (SELECT 2)
    INSERT INTO t AS x (a, b[1], c.d) OVERRIDING SYSTEM VALUE VALUES (1, 2, 3) ON CONFLICT (a) WHERE b > 0 DO UPDATE SET a = excluded.a, (b, c) = (SELECT 1, 2) WHERE x.a < 5 RETURNING *, a AS z
    INSERT INTO t DEFAULT VALUES ON CONFLICT ON CONSTRAINT k DO NOTHING
    UPDATE ONLY t SET a = DEFAULT, b = 2 FROM u WHERE t.id = u.id RETURNING t.a
    UPDATE t SET a = 1 WHERE CURRENT OF c
    DELETE FROM t USING u WHERE t.id = u.id RETURNING 1
    MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.x THEN DELETE WHEN MATCHED THEN UPDATE SET a = 1 WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a) WHEN NOT MATCHED BY SOURCE THEN DO NOTHING
    CREATE TABLE s.t (id bigint GENERATED BY DEFAULT AS IDENTITY (START 5) PRIMARY KEY, a text STORAGE EXTERNAL COMPRESSION lz4 COLLATE "C" DEFAULT 'x' NOT NULL CHECK (a <> '') NO INHERIT, b int GENERATED ALWAYS AS (1 + 1) STORED, c numeric(5, 2)[] UNIQUE NULLS NOT DISTINCT,
      CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES o.p (x, y) MATCH FULL ON DELETE SET NULL (a) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED, EXCLUDE USING gist (r WITH &&, (lower(q)) WITH =) WHERE (b > 0), LIKE other INCLUDING ALL EXCLUDING INDEXES)
      INHERITS (x, y) WITH (fillfactor = 70, toast.autovacuum_enabled = off) ON COMMIT DROP TABLESPACE fast
    CREATE UNLOGGED TABLE IF NOT EXISTS p (a int, b text) PARTITION BY RANGE (a, lower(b) COLLATE "C" text_ops) USING heap
    CREATE TABLE c PARTITION OF p FOR VALUES FROM (1, MINVALUE) TO (MAXVALUE, 'x')
    CREATE TABLE c PARTITION OF p (a DEFAULT 1, CONSTRAINT k CHECK (true)) FOR VALUES WITH (MODULUS 4, REMAINDER 0)
    CREATE TABLE c PARTITION OF p FOR VALUES IN ('a', NULL) PARTITION BY LIST (b)
    CREATE TABLE c PARTITION OF p DEFAULT
    CREATE TABLE x OF some_type (a WITH OPTIONS NOT NULL)
    CREATE TEMP TABLE x (a, b) AS SELECT 1, 2 WITH NO DATA
    CREATE MATERIALIZED VIEW IF NOT EXISTS v AS SELECT 1
    CREATE OR REPLACE TEMP VIEW v (a) WITH (security_barrier) AS SELECT 1 WITH LOCAL CHECK OPTION
    CREATE TABLE x AS EXECUTE q (1)
    ALTER TABLE IF EXISTS ONLY t ADD COLUMN IF NOT EXISTS a int REFERENCES p ON DELETE CASCADE, DROP COLUMN b CASCADE, ALTER c TYPE text COLLATE "C" USING c::text, ALTER d SET DEFAULT now(), ALTER d DROP NOT NULL, ALTER e SET STATISTICS 100, ALTER e SET (n_distinct = 5), ALTER f SET STORAGE PLAIN
    ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID, ADD UNIQUE USING INDEX i, VALIDATE CONSTRAINT k, DROP CONSTRAINT IF EXISTS z, ALTER CONSTRAINT fk DEFERRABLE, CLUSTER ON i, SET WITHOUT CLUSTER, SET LOGGED, RESET (fillfactor), INHERIT p, NO INHERIT q, OWNER TO CURRENT_USER, REPLICA IDENTITY USING INDEX i, ENABLE ALWAYS TRIGGER g, FORCE ROW LEVEL SECURITY
    ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY, ALTER b SET GENERATED BY DEFAULT SET INCREMENT 2 RESTART, ALTER c DROP IDENTITY IF EXISTS, ALTER d DROP EXPRESSION
    ALTER TABLE p ATTACH PARTITION c FOR VALUES IN (1)
    ALTER TABLE p DETACH PARTITION c CONCURRENTLY
    ALTER TABLE t RENAME COLUMN a TO b
    ALTER INDEX i RENAME TO j
    ALTER INDEX ALL IN TABLESPACE a OWNED BY x SET TABLESPACE b NOWAIT
    ALTER TABLE t SET SCHEMA s
    ALTER TYPE e ADD VALUE IF NOT EXISTS 'x' BEFORE 'y'
    ALTER TYPE e RENAME VALUE 'a' TO 'b'
    ALTER TYPE c ADD ATTRIBUTE a int CASCADE
    ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0) NOT VALID
    ALTER SEQUENCE s AS bigint INCREMENT 5 NO MAXVALUE OWNED BY t.a
    ALTER DEFAULT PRIVILEGES FOR ROLE a IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC
    ALTER ROLE a WITH PASSWORD 'x' VALID UNTIL '2030-01-01'
    ALTER ROLE a IN DATABASE d SET work_mem = '1GB'
    ALTER SYSTEM SET wal_level = logical
    ALTER DATABASE d SET TABLESPACE x
    ALTER EXTENSION e UPDATE TO '2.0'
    ALTER EXTENSION e ADD TABLE t
    ALTER FUNCTION f(int) STABLE COST 5 SET search_path TO a, b
    ALTER FUNCTION f(int) DEPENDS ON EXTENSION e
    ALTER OPERATOR + (int, int) SET (RESTRICT = NONE)
    ALTER PUBLICATION p ADD TABLE t (a, b) WHERE (a > 0), TABLES IN SCHEMA s
    ALTER SUBSCRIPTION s SET PUBLICATION a WITH (refresh = false)
    ALTER STATISTICS s SET STATISTICS 5
    ALTER POLICY p ON t TO PUBLIC USING (a) WITH CHECK (b)
    ALTER TABLESPACE x SET (seq_page_cost = 1)
    ALTER SERVER s OPTIONS (SET host 'x', DROP port)
    ALTER EVENT TRIGGER e DISABLE
    CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY t USING gin (a jsonb_path_ops (siglen = 5) DESC NULLS FIRST, (lower(b)) COLLATE "C") INCLUDE (c) NULLS NOT DISTINCT WITH (fastupdate = off) TABLESPACE x WHERE a IS NOT NULL
    CREATE OR REPLACE FUNCTION s.f(IN a int, OUT b text, VARIADIC c int[] DEFAULT '{}') RETURNS SETOF record LANGUAGE sql IMMUTABLE STRICT SECURITY DEFINER COST 10 ROWS 5 SET a = 1 AS $$ SELECT 1 $$
    CREATE FUNCTION f() RETURNS TABLE (a int) LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END
    CREATE FUNCTION f() RETURNS int RETURN 1
    CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN END', 'x'
    CREATE CONSTRAINT TRIGGER g AFTER INSERT OR UPDATE OF a, b ON t FROM r DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.a > 0) EXECUTE FUNCTION f('x')
    CREATE TRIGGER g INSTEAD OF DELETE ON v REFERENCING OLD TABLE AS o FOR EACH STATEMENT EXECUTE PROCEDURE f()
    CREATE EVENT TRIGGER e ON ddl_command_start WHEN tag IN ('A', 'B') EXECUTE FUNCTION f()
    CREATE RULE r AS ON INSERT TO t WHERE a DO INSTEAD (SELECT 1; SELECT 2)
    CREATE POLICY p ON t AS RESTRICTIVE FOR SELECT TO a, CURRENT_USER USING (a > 0)
    CREATE TYPE e AS ENUM ('a', 'b')
    CREATE TYPE c AS (a int, b text COLLATE "C")
    CREATE TYPE r AS RANGE (subtype = float8, subtype_diff = float8mi)
    CREATE TYPE b (INPUT = f, OUTPUT = g, INTERNALLENGTH = 16, PASSEDBYVALUE)
    CREATE DOMAIN d AS text COLLATE "C" DEFAULT 'x' CONSTRAINT k CHECK (VALUE <> '') NOT NULL
    CREATE SEQUENCE IF NOT EXISTS s AS int INCREMENT BY -1 MINVALUE 1 CACHE 5 NO CYCLE
    CREATE SCHEMA IF NOT EXISTS AUTHORIZATION a
    CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT 1
    CREATE EXTENSION IF NOT EXISTS e WITH SCHEMA s VERSION '1' CASCADE
    CREATE AGGREGATE a(int ORDER BY text) (SFUNC = f, STYPE = int, INITCOND = '0')
    CREATE OPERATOR s.+ (LEFTARG = int, FUNCTION = f, COMMUTATOR = OPERATOR(s.-), HASHES)
    CREATE OPERATOR CLASS o DEFAULT FOR TYPE int USING btree FAMILY f AS OPERATOR 1 <, FUNCTION 1 g(int, int), STORAGE int
    CREATE OPERATOR FAMILY f USING btree
    CREATE CAST (int AS text) WITH FUNCTION f(int) AS ASSIGNMENT
    CREATE COLLATION IF NOT EXISTS c (provider = icu, locale = 'de')
    CREATE CONVERSION c FOR 'a' TO 'b' FROM f
    CREATE TEXT SEARCH CONFIGURATION c (COPY = english)
    ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR a, b WITH d
    ALTER TEXT SEARCH DICTIONARY d (stopwords = x)
    CREATE STATISTICS s (ndistinct, mcv) ON a, (b + c) FROM t
    CREATE FOREIGN TABLE f (a int OPTIONS (x 'y') NOT NULL) SERVER s OPTIONS (z '1')
    CREATE FOREIGN DATA WRAPPER w HANDLER h OPTIONS (a 'b')
    CREATE SERVER s TYPE 'x' VERSION '1' FOREIGN DATA WRAPPER w
    CREATE USER MAPPING FOR CURRENT_USER SERVER s OPTIONS (user 'x')
    IMPORT FOREIGN SCHEMA a LIMIT TO (b, c) FROM SERVER s INTO d
    CREATE PUBLICATION p FOR ALL TABLES WITH (publish = 'insert')
    CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION a, b
    CREATE ROLE r LOGIN CONNECTION LIMIT 5 IN ROLE a, b
    CREATE DATABASE d OWNER = a TEMPLATE template0
    CREATE TABLESPACE x OWNER a LOCATION '/x'
    CREATE ACCESS METHOD m TYPE INDEX HANDLER h
    CREATE TRANSFORM FOR int LANGUAGE l (FROM SQL WITH FUNCTION f(internal))
    CREATE LANGUAGE l HANDLER h INLINE i VALIDATOR v
    DROP TABLE IF EXISTS a, s.b CASCADE
    DROP INDEX CONCURRENTLY i
    DROP FUNCTION f(int, text), g
    DROP TRIGGER g ON s.t RESTRICT
    DROP CAST (int AS text)
    DROP OPERATOR + (NONE, int)
    DROP OPERATOR CLASS o USING btree
    DROP TYPE a.b, c
    DROP ROLE IF EXISTS a, b
    DROP DATABASE d WITH (FORCE)
    DROP OWNED BY a CASCADE
    DROP SUBSCRIPTION IF EXISTS s
    DROP TABLESPACE x
    DROP USER MAPPING FOR PUBLIC SERVER s
    REASSIGN OWNED BY a TO b
    TRUNCATE ONLY a, b RESTART IDENTITY CASCADE
    COMMENT ON COLUMN s.t.c IS 'x'
    COMMENT ON CONSTRAINT k ON t IS NULL
    SECURITY LABEL FOR p ON TABLE t IS 'x'
    GRANT SELECT (a, b), UPDATE ON TABLE t, u TO a, GROUP b WITH GRANT OPTION
    GRANT EXECUTE ON FUNCTION f(int) TO PUBLIC
    GRANT ALL ON ALL TABLES IN SCHEMA s TO x
    GRANT a TO b WITH ADMIN OPTION GRANTED BY c
    REVOKE GRANT OPTION FOR ALL PRIVILEGES ON SCHEMA s FROM a CASCADE
    BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE
    START TRANSACTION
    COMMIT AND CHAIN
    ROLLBACK TO SAVEPOINT a
    SAVEPOINT a
    RELEASE a
    PREPARE TRANSACTION 'x'
    COMMIT PREPARED 'x'
    SET LOCAL lock_timeout = '5s'
    SET search_path TO a, "B", 'c'
    SET TIME ZONE INTERVAL '1' HOUR TO MINUTE
    SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE
    SET x TO DEFAULT
    SET a = 1.5
    RESET ALL
    SHOW x
    SET CONSTRAINTS a, b DEFERRED
    LOCK TABLE ONLY a, b IN SHARE ROW EXCLUSIVE MODE NOWAIT
    VACUUM (FULL, ANALYZE off) t (a, b), u
    ANALYZE VERBOSE t
    CLUSTER VERBOSE t USING i
    REINDEX (TABLESPACE x) INDEX CONCURRENTLY i
    REINDEX DATABASE d
    REFRESH MATERIALIZED VIEW CONCURRENTLY v WITH DATA
    EXPLAIN (ANALYZE, FORMAT json) SELECT 1
    COPY t (a, b) FROM STDIN WITH (FORMAT csv, HEADER, FORCE_NULL (a, b)) WHERE a > 0
    COPY (SELECT 1) TO PROGRAM 'x'
    DO LANGUAGE plpgsql $$ BEGIN NULL; END $$
    CALL p(1, a => 2)
    PREPARE q (int) AS SELECT $1
    EXECUTE q (1)
    DEALLOCATE ALL
    DECLARE c SCROLL CURSOR WITH HOLD FOR SELECT 1
    FETCH BACKWARD 5 FROM c
    MOVE FORWARD ALL IN c
    CLOSE c
    LISTEN a
    NOTIFY a, 'x'
    UNLISTEN *
    DISCARD TEMP
    LOAD 'x'
    CHECKPOINT
    SELECT pg_catalog.set_config('a', 'b', true) ORDER BY a USING >
    """.split(separator: "\n").reduce(into: [String]()) { all, line in
      // A line that is set in belongs to the one before.
      if line.hasPrefix(" ") { all[all.count - 1] += line } else { all.append(String(line)) }
    }
}
