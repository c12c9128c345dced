-- What each password costs, so that a sign-in reads the costs of other users and not their hashes.
-- NULL where the cost cannot be written down, and after another program wrote the password: then
-- it is read from the hash.
ALTER TABLE users ADD COLUMN password_cost TEXT;

-- This program sets the cost after the password, in a statement of its own.
CREATE TRIGGER users_password_changed AFTER UPDATE OF password ON users
BEGIN
    UPDATE users SET password_cost = NULL WHERE id = NEW.id;
END;
