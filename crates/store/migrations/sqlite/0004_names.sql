-- What a user name is compared by (RFC 8265); the name itself stays as it was typed. The program
-- that applies this file fills the column.
ALTER TABLE users ADD COLUMN username_key TEXT NOT NULL DEFAULT '';
