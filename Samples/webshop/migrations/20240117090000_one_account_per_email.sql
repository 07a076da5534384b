-- SHOP-118. The double accounts were merged by hand last week.

SET lock_timeout = '5s';

UPDATE customers SET email = lower(email) WHERE email <> lower(email);

ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE (email);
