SET lock_timeout = '3s';

CREATE MATERIALIZED VIEW billing.revenue_per_month AS
SELECT date_trunc('month', paid_at)::date AS month, provider, sum(cents) AS cents
FROM billing.payments
GROUP BY 1, 2;

-- What REFRESH … CONCURRENTLY needs.
CREATE UNIQUE INDEX revenue_per_month_key ON billing.revenue_per_month (month, provider);
