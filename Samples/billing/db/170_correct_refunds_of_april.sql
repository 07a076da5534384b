-- The provider sent the refunds of 3 April as payments.

SET lock_timeout = '3s';

UPDATE billing.payments SET cents = -cents
WHERE provider = 'northbank' AND provider_reference LIKE 'RF-20240403-%' AND cents > 0;

REFRESH MATERIALIZED VIEW CONCURRENTLY billing.revenue_per_month;
