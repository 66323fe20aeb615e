UPDATE public.c SET v = v || ' changed';
UPDATE a.b_c SET v = v || ' changed';
SET search_path = "A", a;
INSERT INTO c VALUES (2, 'by path');
DELETE FROM a.c;
INSERT INTO a_b.c VALUES (2, 'a_b.c');
RESET search_path;
TRUNCATE "a.c";
