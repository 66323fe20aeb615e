-- A trigger that fires for replicated rows too would change the target: refused, with the statement that disables it.
CREATE TABLE guarded (id int PRIMARY KEY, v text);
CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.v := upper(NEW.v); RETURN NEW; END$$;
CREATE TRIGGER shout BEFORE INSERT ON guarded FOR EACH ROW EXECUTE FUNCTION shout();
