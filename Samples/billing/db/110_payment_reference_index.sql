-- A provider's webhook may come twice. It must not be booked twice.

SET lock_timeout = 0;
SET statement_timeout = 0;

CREATE UNIQUE INDEX CONCURRENTLY payments_provider_reference_key ON billing.payments (provider, provider_reference);
