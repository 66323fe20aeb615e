-- Tables of two owners.
-- @source-super
DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'made_by_test_billing') THEN CREATE ROLE made_by_test_billing; END IF; END$$;
-- @source
CREATE TABLE customer (id int PRIMARY KEY, name text);
CREATE TABLE invoice (id int PRIMARY KEY, customer int REFERENCES customer);
INSERT INTO customer VALUES (1, 'a');
INSERT INTO invoice VALUES (1, 1);
-- @source-super
ALTER TABLE invoice OWNER TO made_by_test_billing;
-- @cure schema source-super
GRANT "made_by_test_billing" TO "heroku_app";
-- @following
UPDATE customer SET name = 'b';
