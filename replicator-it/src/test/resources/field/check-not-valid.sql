-- Old rows that a CHECK constraint was never asked about, and one whose outcome has changed with the time since they were written.
-- @source
CREATE TABLE users (id bigserial PRIMARY KEY, name text, age int, born date);
INSERT INTO users (name, age) SELECT 'u' || i, CASE WHEN i <= 1500 THEN -1 ELSE i END FROM generate_series(1, 3000) AS i;
ALTER TABLE users ADD CONSTRAINT age_positive CHECK (age >= 0) NOT VALID;
ALTER TABLE users ADD CONSTRAINT name_there CHECK (name IS NOT NULL) NOT VALID;
COMMENT ON CONSTRAINT name_there ON users IS 'since 2024';
CREATE TABLE visit (id bigserial, day date, PRIMARY KEY (id, day), CONSTRAINT lately CHECK (day <= now() + interval '1 day')) PARTITION BY RANGE (day);
CREATE TABLE visit_old PARTITION OF visit FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
INSERT INTO visit (day) SELECT '2020-01-01'::date + i FROM generate_series(1, 100) AS i;
CREATE TABLE family (id int PRIMARY KEY, n int);
CREATE TABLE member (n int, CONSTRAINT small CHECK (n < 10) NOT VALID) INHERITS (family);
ALTER TABLE member ADD PRIMARY KEY (id);
INSERT INTO family VALUES (1, 1);
ALTER TABLE member DROP CONSTRAINT small;
INSERT INTO member VALUES (2, 20);
ALTER TABLE family ADD CONSTRAINT small CHECK (n < 10) NOT VALID;
-- @following
INSERT INTO users (name, age) VALUES ('new', 1);
UPDATE users SET name = 'upd' WHERE id > 2900;
DELETE FROM users WHERE id BETWEEN 100 AND 110;
INSERT INTO visit (day) VALUES ('2023-12-31');
