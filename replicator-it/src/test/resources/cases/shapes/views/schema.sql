-- Rows written through views, one of them with a trigger of its own; a view that keeps the primary key on the target.
CREATE TABLE person (id int PRIMARY KEY, name text, age int);
CREATE VIEW adult AS SELECT * FROM person WHERE age >= 18 WITH CHECK OPTION;
CREATE VIEW by_name AS SELECT id, name, count(*) AS n FROM person GROUP BY id;
CREATE MATERIALIZED VIEW oldest AS SELECT max(age) AS age FROM person;
CREATE FUNCTION add_person() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
    INSERT INTO person VALUES (NEW.id, NEW.name, 99);
    RETURN NEW;
END$$;
CREATE TRIGGER instead INSTEAD OF INSERT ON by_name FOR EACH ROW EXECUTE FUNCTION add_person();
