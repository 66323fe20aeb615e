-- A trigger makes a sequence for each new account.
-- @source
CREATE TABLE accounts (id serial PRIMARY KEY, name text);
CREATE TABLE conversations (id serial PRIMARY KEY, account_id int NOT NULL REFERENCES accounts, display_id int NOT NULL);
CREATE FUNCTION accounts_after_insert() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN EXECUTE format('CREATE SEQUENCE IF NOT EXISTS conv_dpid_seq_%s', new.id); RETURN NULL; END$$;
CREATE TRIGGER accounts_after_insert AFTER INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION accounts_after_insert();
CREATE FUNCTION conv_before_insert() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN new.display_id := nextval('conv_dpid_seq_' || new.account_id); RETURN new; END$$;
CREATE TRIGGER conv_before_insert BEFORE INSERT ON conversations FOR EACH ROW EXECUTE FUNCTION conv_before_insert();
INSERT INTO accounts (name) SELECT 'a' || i FROM generate_series(1, 3) AS i;
INSERT INTO conversations (account_id) SELECT i % 3 + 1 FROM generate_series(1, 60) AS i;
-- @later
INSERT INTO accounts (name) VALUES ('came later');
INSERT INTO conversations (account_id) SELECT 4 FROM generate_series(1, 7);
INSERT INTO conversations (account_id) VALUES (1);
-- @after
SELECT 1 / (nextval('conv_dpid_seq_4') > 7)::int;
SELECT 1 / (nextval('conv_dpid_seq_1') > 21)::int;
