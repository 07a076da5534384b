import Linting
import LintelRules
import PostgresBehavior
import Testing
@Suite struct `Zz dump` {
  @Test func `dump`() {
    let sql = """
CREATE TABLE IF NOT EXISTS o (id bigint PRIMARY KEY, a int, b text);
BEGIN;
ALTER TABLE o ADD COLUMN c int;
UPDATE o SET c = a WHERE c IS NULL OR a > 1;
ALTER TABLE o ALTER COLUMN c SET DEFAULT 1;
COMMIT;
DELETE FROM o;
BEGIN;
ALTER TABLE o ADD COLUMN d int;
ALTER TABLE p ADD COLUMN d int;
COMMIT;
TRUNCATE o;
VACUUM FULL o;
CREATE INDEX CONCURRENTLY oo ON o (a);
ALTER TABLE o SET LOGGED;
ALTER TABLE o DISABLE TRIGGER ALL;
DROP INDEX x CASCADE;
ALTER TABLE pp ATTACH PARTITION p1 FOR VALUES FROM (1, 2) TO (3, 4);
CREATE TABLE p2 PARTITION OF pp FOR VALUES FROM (1, 2) TO (3, 4);
"""
    for f in Linted(sql, LintOptions()).last { print("##", f.rule, f.fix?.safety.rawValue ?? "-", f.fix?.title ?? ""); for s in f.fix?.steps ?? [] { print("   *", s.text ?? "", "|", s.sql ?? "") } }
  }
}
