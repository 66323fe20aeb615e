-- A domain whose constraint was added NOT VALID over columns, arrays and composite values that break it.
-- @source
CREATE DOMAIN email AS text;
CREATE DOMAIN work_email AS email;
CREATE TYPE contact AS (name text, mail email);
CREATE TABLE accounts (id serial PRIMARY KEY, mail email, alt email[], work work_email, contact contact);
INSERT INTO accounts (mail, alt, work, contact) VALUES ('not an address', '{x}', 'y', ROW('z', 'z')), ('a@b.c', '{}', NULL, NULL);
ALTER TABLE accounts DROP COLUMN contact;
ALTER DOMAIN email ADD CONSTRAINT has_at CHECK (VALUE LIKE '%@%') NOT VALID;
-- @following
INSERT INTO accounts (mail) VALUES ('n@m.o');
DELETE FROM accounts WHERE mail = 'a@b.c';
