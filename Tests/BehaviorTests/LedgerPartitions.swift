import Testing

// Which constraints spare PostgreSQL the look at the rows of a new partition, and of the DEFAULT one.
extension Row {
  static let attaching = byRange + byList + asDefault + besideDefault + companions

  /// A table `u` that becomes a partition of `p`.
  private static func attach(
    _ bound: String, by method: String = "RANGE", _ type: String = "int NOT NULL", check: String, others: String = "", knownGap: String? = nil,
    place: SourceLocation = #_sourceLocation
  ) -> Row {
    let constraint = check.isEmpty ? "" : ", CHECK (\(check))"
    return Row(
      "ALTER TABLE p ATTACH PARTITION u \(bound)",
      setup: "CREATE TABLE p (id \(type)) PARTITION BY \(method) (id); CREATE TABLE u (id \(type)\(constraint)); \(others)", knownGap: knownGap, place: place)
  }

  private static let ints = "FOR VALUES FROM (20) TO (30)"
  private static let days = "FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')"
  private static let words = "FOR VALUES IN ('a', 'b')"

  private static let byRange: [Row] = [
    attach(ints, check: ""),
    attach(ints, check: "id >= 20 AND id < 30"),
    attach(ints, "int", check: "id >= 20 AND id < 30"),
    attach(ints, "int", check: "id IS NOT NULL AND id >= 20 AND id < 30"),
    attach(ints, check: "id BETWEEN 20 AND 29"),
    attach(ints, check: "id BETWEEN 20 AND 30"),
    attach(ints, check: "id > 20 AND id <= 29"),
    attach(ints, check: "id > 19 AND id < 30"),
    attach(ints, check: "id = 22"),
    attach(ints, check: "id IN (22, 23)"),
    attach(ints, check: "id IN (22, 33)"),
    attach(ints, check: "id = ANY (ARRAY[22, 23])"),
    attach(ints, check: "20 <= id AND 30 > id"),
    attach(ints, check: "NOT (id < 20 OR id >= 30)"),
    attach(ints, check: "(id >= 21 AND id < 23) OR (id > 25 AND id < 28)"),
    attach(ints, check: "id >= 20 AND id < 30 AND length(id::text) > 1"),
    attach(ints, check: "id >= 20"),
    attach(ints, check: "id >= 20 AND id < 40"),
    attach(ints, check: "id >= 20.0 AND id < 30.0"),
    attach(ints, check: "id >= '20' AND id < '30'"),
    attach(ints, "bigint NOT NULL", check: "id >= 20 AND id < 30"),
    attach(ints, "numeric NOT NULL", check: "id >= 20 AND id < 30"),
    attach("FOR VALUES FROM ('20') TO ('30')", check: "id >= 20 AND id < 30"),
    attach("FOR VALUES FROM (-5) TO (0)", check: "id >= -5 AND id < 0"),
    attach("FOR VALUES FROM (20) TO (MAXVALUE)", check: "id >= 20"),
    attach("FOR VALUES FROM (MINVALUE) TO (20)", check: "id < 20"),
    attach("FOR VALUES FROM (MINVALUE) TO (MAXVALUE)", check: ""),
    attach("FOR VALUES FROM (MINVALUE) TO (MAXVALUE)", "int", check: ""),
    attach(ints, check: "id >= 10 + 10 AND id < 30", knownGap: "no arithmetic"),
    attach(days, "date NOT NULL", check: "id >= '2026-01-01' AND id < '2026-02-01'"),
    attach(days, "date NOT NULL", check: "id >= DATE '2026-01-05' AND id <= '2026-01-31'::date"),
    attach(days, "date NOT NULL", check: "id >= '2026-01-01' AND id <= '2026-02-01'"),
    attach(days, "timestamp NOT NULL", check: "id >= '2026-01-01 00:00:00' AND id < '2026-02-01'"),
    attach(days, "timestamptz NOT NULL", check: "id >= '2026-01-01' AND id < '2026-02-01'"),
    attach(days, "timestamptz NOT NULL", check: "id >= DATE '2026-01-01' AND id < DATE '2026-02-01'"),
    attach(days, "timestamp NOT NULL", check: "id >= DATE '2026-01-01' AND id < DATE '2026-02-01'", knownGap: "operators between two types"),
    attach(days, "date NOT NULL", check: "extract(month from id) = 1"),
    attach("FOR VALUES FROM ('a') TO ('c')", "varchar(20) NOT NULL", check: "id >= 'a'::text AND id < 'c'"),
    attach("FOR VALUES FROM ('a') TO ('c')", "text NOT NULL", check: "id >= 'a' AND id < 'd'"),
    attach("FOR VALUES WITH (MODULUS 2, REMAINDER 0)", by: "HASH", check: "id >= 20"),
  ]

  private static let byList: [Row] = [
    attach(words, by: "LIST", "text NOT NULL", check: "id IN ('b', 'a')"),
    attach(words, by: "LIST", "text NOT NULL", check: "id = 'a'"),
    attach(words, by: "LIST", "text NOT NULL", check: "id = 'a' OR 'b' = id"),
    attach(words, by: "LIST", "text NOT NULL", check: "id IN ('a', 'c')"),
    attach(words, by: "LIST", "text", check: "id IN ('a', 'b')"),
    attach(words, by: "LIST", "text", check: "id IN ('a', 'b') AND id IS NOT NULL"),
    attach(words, by: "LIST", "varchar(10) NOT NULL", check: "id IN ('a', 'b')"),
    attach(words, by: "LIST", "text NOT NULL", check: "id = ANY ('{a,b}'::text[])", knownGap: "arrays as texts are not read"),
    attach("FOR VALUES IN ('a', NULL)", by: "LIST", "text", check: "id = 'a'"),
    attach("FOR VALUES IN ('a', NULL)", by: "LIST", "text", check: "id IN ('a') OR id IS NULL"),
    attach("FOR VALUES IN ('a', NULL)", by: "LIST", "text", check: "id IN ('b') OR id IS NULL"),
    attach("FOR VALUES IN (NULL)", by: "LIST", "text", check: "id IS NULL"),
    attach("FOR VALUES IN (1, 2, 3)", by: "LIST", "bigint NOT NULL", check: "id IN (1, 2)"),
    attach("FOR VALUES IN (1, 2, 3)", by: "LIST", check: "id >= 1 AND id <= 3"),
    attach("FOR VALUES IN (true)", by: "LIST", "boolean NOT NULL", check: "id"),
    attach("FOR VALUES IN (false)", by: "LIST", "boolean NOT NULL", check: "id = false"),
  ]

  private static let asDefault: [Row] = [
    attach("DEFAULT", check: ""),
    attach("DEFAULT", check: "", others: "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);"),
    attach("DEFAULT", check: "id >= 100", others: "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);"),
    attach("DEFAULT", "int", check: "id >= 100 OR id < -5", others: "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10); CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);"),
    attach("DEFAULT", check: "id >= 15", others: "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10); CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);"),
    attach("DEFAULT", by: "LIST", "text", check: "id NOT IN ('a', 'b')", others: "CREATE TABLE p1 PARTITION OF p FOR VALUES IN ('a'); CREATE TABLE p2 PARTITION OF p FOR VALUES IN ('b');"),
    attach("DEFAULT", by: "LIST", "text", check: "id = 'z'", others: "CREATE TABLE p1 PARTITION OF p FOR VALUES IN ('a', 'b');"),
  ]

  private static let besideDefault: [Row] = [
    "id < 20 OR id >= 30", "NOT (id >= 20 AND id < 30)", "NOT (id IS NOT NULL AND id >= 20 AND id < 30)", "id >= 1000", "id IS NULL OR id > 40",
    "id NOT BETWEEN 20 AND 30", "id NOT BETWEEN 20 AND 29", "id <> 25",
  ].flatMap { check in
    [
      attach(ints, "int", check: "id IS NOT NULL AND id >= 20 AND id < 30", others: "CREATE TABLE rest PARTITION OF p (CHECK (\(check))) DEFAULT;"),
      Row(
        "CREATE TABLE p2 PARTITION OF p \(ints)",
        setup: "CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE rest PARTITION OF p (CHECK (\(check))) DEFAULT; INSERT INTO rest VALUES (2000);"),
    ]
  } + ["id NOT IN ('b', 'a', 'c')", "id <> 'a' AND id <> 'b'", "id IN ('x')", "id <> ALL (ARRAY['a', 'b'])", "id <> 'a'"].map { check in
    attach(words, by: "LIST", "text", check: "id IS NOT NULL AND id = 'a'", others: "CREATE TABLE rest PARTITION OF p (CHECK (\(check))) DEFAULT;")
  }

  private static let companions: [Row] = [
    // The bounds of all that are above.
    Row("ALTER TABLE p ATTACH PARTITION u \(ints)", setup: "CREATE TABLE g (id int, k text) PARTITION BY LIST (k); CREATE TABLE p PARTITION OF g FOR VALUES IN ('a') PARTITION BY RANGE (id); CREATE TABLE u (id int NOT NULL, k text NOT NULL, CHECK (id >= 20 AND id < 30));"),
    Row("ALTER TABLE p ATTACH PARTITION u \(ints)", setup: "CREATE TABLE g (id int, k text) PARTITION BY LIST (k); CREATE TABLE p PARTITION OF g FOR VALUES IN ('a') PARTITION BY RANGE (id); CREATE TABLE u (id int NOT NULL, k text NOT NULL, CHECK (id >= 20 AND id < 30), CHECK (k = 'a'));"),
    Row("ALTER TABLE p ATTACH PARTITION u \(ints)", setup: "CREATE TABLE g (id int, k text) PARTITION BY LIST (k); CREATE TABLE p PARTITION OF g DEFAULT PARTITION BY RANGE (id); CREATE TABLE g1 PARTITION OF g FOR VALUES IN ('b'); CREATE TABLE u (id int NOT NULL, k text NOT NULL, CHECK (id >= 20 AND id < 30), CHECK (k = 'a'));"),
    Row("CREATE TABLE p2 PARTITION OF p \(ints)", setup: "CREATE TABLE g (id int, k text) PARTITION BY LIST (k); CREATE TABLE p PARTITION OF g FOR VALUES IN ('a') PARTITION BY RANGE (id);"),
    Row("ALTER TABLE p DETACH PARTITION p2", setup: "CREATE TABLE g (id int, k text) PARTITION BY LIST (k); CREATE TABLE p PARTITION OF g FOR VALUES IN ('a') PARTITION BY RANGE (id); CREATE TABLE p2 PARTITION OF p \(ints);"),
    Row("CREATE TABLE p2 PARTITION OF p \(ints)", setup: "CREATE TABLE p (id int, k text) PARTITION BY RANGE (id); CREATE TABLE rest PARTITION OF p DEFAULT PARTITION BY LIST (k); CREATE TABLE r1 PARTITION OF rest DEFAULT; INSERT INTO p VALUES (1, 'a');"),
    Row("ALTER TABLE p ATTACH PARTITION u \(ints)", setup: "CREATE TABLE p (id int, k text) PARTITION BY RANGE (id); CREATE TABLE rest PARTITION OF p DEFAULT PARTITION BY LIST (k); CREATE TABLE r1 PARTITION OF rest DEFAULT; CREATE TABLE u (id int, k text); INSERT INTO p VALUES (1, 'a');"),
    Row("CREATE TABLE p2 PARTITION OF p \(ints)", setup: "CREATE TABLE p (id int, k text) PARTITION BY RANGE (id); CREATE TABLE rest PARTITION OF p (CHECK (id < 20)) DEFAULT PARTITION BY LIST (k); CREATE TABLE r1 PARTITION OF rest DEFAULT; INSERT INTO p VALUES (1, 'a');"),
    Row("ALTER TABLE p ATTACH PARTITION u \(ints)", setup: "CREATE TABLE p (id int, k text) PARTITION BY RANGE (id); CREATE TABLE rest PARTITION OF p (CHECK (id < 20)) DEFAULT PARTITION BY LIST (k); CREATE TABLE r1 PARTITION OF rest DEFAULT; CREATE TABLE u (id int, k text); INSERT INTO p VALUES (1, 'a');"),
    Row("ALTER TABLE p ATTACH PARTITION u \(ints)", setup: "CREATE TABLE p (id int, k text) PARTITION BY RANGE (id); CREATE TABLE rest PARTITION OF p DEFAULT PARTITION BY LIST (k); CREATE TABLE r1 PARTITION OF rest (CHECK (id < 20)) DEFAULT; CREATE TABLE u (id int, k text); INSERT INTO p VALUES (1, 'a');"),
    Row("CREATE TABLE p2 PARTITION OF p \(ints)", setup: "CREATE TABLE p (id int, k text) PARTITION BY RANGE (id); CREATE TABLE rest PARTITION OF p DEFAULT PARTITION BY LIST (k); CREATE TABLE r1 PARTITION OF rest (CHECK (id < 20)) DEFAULT; INSERT INTO p VALUES (1, 'a');"),
    // Those that are below.
    Row("ALTER TABLE p ATTACH PARTITION u \(ints)", setup: "CREATE TABLE p (id int NOT NULL, k text) PARTITION BY RANGE (id); CREATE TABLE u (id int NOT NULL, k text) PARTITION BY LIST (k); CREATE TABLE u1 PARTITION OF u (CHECK (id >= 20 AND id < 30)) FOR VALUES IN ('a'); CREATE TABLE u2 PARTITION OF u DEFAULT;"),
    Row("ALTER TABLE p ATTACH PARTITION u \(ints)", setup: "CREATE TABLE p (id int NOT NULL, k text) PARTITION BY RANGE (id); CREATE TABLE u (id int NOT NULL, k text, CHECK (id >= 20 AND id < 30)) PARTITION BY LIST (k); CREATE TABLE u1 PARTITION OF u FOR VALUES IN ('a');"),
    Row("ALTER TABLE p ATTACH PARTITION u FOR VALUES FROM (1, 1) TO (1, 9)", setup: "CREATE TABLE p (id int NOT NULL, b int NOT NULL) PARTITION BY RANGE (id, b); CREATE TABLE u (id int NOT NULL, b int NOT NULL, CHECK (id = 1 AND b >= 1 AND b < 9));", knownGap: "keys of several columns"),
    Row("ALTER TABLE p ATTACH PARTITION u \(ints)", setup: "CREATE TABLE p (id int) PARTITION BY RANGE ((id + 1)); CREATE TABLE u (id int NOT NULL, CHECK (id >= 20 AND id < 30));"),
    Row("ALTER TABLE p ATTACH PARTITION ft \(ints)", setup: "CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE FOREIGN DATA WRAPPER d; CREATE SERVER s FOREIGN DATA WRAPPER d; CREATE FOREIGN TABLE ft (id int) SERVER s;"),
    // The index of a constraint takes over that of a constraint.
    Row("ALTER TABLE p ATTACH PARTITION u \(ints)", setup: "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE u (id int NOT NULL, CHECK (id >= 20 AND id < 30)); CREATE UNIQUE INDEX ON u (id); INSERT INTO u VALUES (20);"),
    Row("ALTER TABLE p ATTACH PARTITION u \(ints)", setup: "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE u (id int PRIMARY KEY, CHECK (id >= 20 AND id < 30)); INSERT INTO u VALUES (20);"),
    Row("ALTER TABLE p ATTACH PARTITION u \(ints)", setup: "CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE UNIQUE INDEX ON p (id); CREATE TABLE u (id int PRIMARY KEY, CHECK (id >= 20 AND id < 30)); INSERT INTO u VALUES (20);"),
    Row("ALTER TABLE p ATTACH PARTITION u \(ints)", setup: "CREATE TABLE p (id int) PARTITION BY RANGE (id); CREATE TABLE u (id int NOT NULL, CHECK (id >= 20 AND id < 30)); ALTER TABLE p RENAME id TO nr; ALTER TABLE u RENAME id TO nr;"),
  ]
}
