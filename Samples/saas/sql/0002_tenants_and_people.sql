CREATE DOMAIN app.email AS text CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+$');
CREATE DOMAIN app.phone AS text;

CREATE TABLE app.tenants (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug text NOT NULL UNIQUE,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE app.people (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id bigint NOT NULL REFERENCES app.tenants (id),
  email app.email NOT NULL,
  phone app.phone,
  name text NOT NULL,
  role text NOT NULL DEFAULT 'technician' CHECK (role IN ('owner', 'dispatcher', 'technician')),
  UNIQUE (tenant_id, email)
);

-- People on the move want their own numbers: the dispatcher's phone list.
CREATE VIEW app.phone_list WITH (security_invoker) AS
SELECT tenant_id, name, phone FROM app.people WHERE phone IS NOT NULL;
