SET lock_timeout = '3s';

ALTER TABLE billing.payments
  ADD CONSTRAINT payments_provider_reference_key UNIQUE USING INDEX payments_provider_reference_key;
