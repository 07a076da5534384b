SET lock_timeout = '5s';

-- lintel: ignore[create-index-blocks-writes] one week old, 40 rows
CREATE INDEX gift_cards_expires_on_idx ON gift_cards (expires_on);
