-- A replicator in miniature whose log tells work by time, in both of the ways in use. Table t is the source, arrived the target.
CREATE TABLE t (id int PRIMARY KEY, v text);
CREATE TABLE arrived (id int PRIMARY KEY, v text);
CREATE TABLE delta (id int NOT NULL, stamp timestamptz NOT NULL);
CREATE TABLE last_seen (stamp timestamptz NOT NULL);
CREATE TABLE done (stamp timestamptz PRIMARY KEY);
INSERT INTO last_seen VALUES ('-infinity');

-- The time of the transaction; race.clock stands for a clock on which two transactions begin in the same microsecond.
CREATE FUNCTION stamp() RETURNS timestamptz LANGUAGE sql STABLE AS
    $$SELECT coalesce(nullif(current_setting('race.clock', true), '')::timestamptz, now())$$;

CREATE FUNCTION log_key() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
    INSERT INTO delta VALUES (NEW.id, stamp());
    RETURN NULL;
END$$;
CREATE TRIGGER log_key AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION log_key();

-- Takes what is later than the last stamp it has seen.
CREATE FUNCTION sync_later() RETURNS void LANGUAGE sql AS $$
    INSERT INTO arrived SELECT * FROM t WHERE id IN (SELECT id FROM delta WHERE stamp > (SELECT stamp FROM last_seen))
        ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v;
    UPDATE last_seen SET stamp = greatest(stamp, (SELECT max(stamp) FROM delta));
$$;

-- Takes what bears a stamp that is not done, and marks the stamps as done, as Bucardo does.
CREATE FUNCTION sync_not_done() RETURNS void LANGUAGE sql AS $$
    INSERT INTO arrived SELECT * FROM t WHERE id IN (SELECT id FROM delta WHERE stamp NOT IN (SELECT stamp FROM done))
        ON CONFLICT (id) DO UPDATE SET v = EXCLUDED.v;
    INSERT INTO done SELECT DISTINCT stamp FROM delta ON CONFLICT DO NOTHING;
$$;
