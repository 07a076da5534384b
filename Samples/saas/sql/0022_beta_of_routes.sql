-- lintel: ignore-file[create-index-blocks-writes] app.routes is behind a feature flag that nobody has yet
CREATE TABLE IF NOT EXISTS app.routes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id bigint NOT NULL REFERENCES app.tenants (id),
  day date NOT NULL,
  stops bigint[] NOT NULL DEFAULT '{}'
);

CREATE INDEX routes_day_idx ON app.routes (tenant_id, day);

INSERT INTO app.feature_flags (name) VALUES ('routes') ON CONFLICT DO NOTHING;
