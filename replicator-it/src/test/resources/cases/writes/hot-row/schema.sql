-- One row, two thousand transactions.
CREATE TABLE counter (id int PRIMARY KEY, n int NOT NULL);
CREATE PROCEDURE hammer() LANGUAGE plpgsql AS $$BEGIN
    FOR i IN 1..2000 LOOP
        UPDATE counter SET n = n + 1 WHERE id = 1;
        COMMIT;
    END LOOP;
END$$;
