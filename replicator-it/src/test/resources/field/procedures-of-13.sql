-- Procedures, whose arguments servers from 14 on word with the mode IN.
-- @versions 13 14
-- @source
CREATE TABLE calls (id int PRIMARY KEY, v text);
CREATE PROCEDURE note(a integer, INOUT b text DEFAULT 'q') LANGUAGE plpgsql AS $$BEGIN INSERT INTO calls VALUES (a, b); END$$;
CREATE PROCEDURE plain(integer, n numeric(6, 2)) LANGUAGE plpgsql AS $$BEGIN END$$;
CREATE FUNCTION f(a integer, VARIADIC b text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
GRANT EXECUTE ON PROCEDURE note(integer, text) TO PUBLIC;
-- @following
CALL note(1, 'x');
