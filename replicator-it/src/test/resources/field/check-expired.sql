-- A CHECK constraint that rows satisfied when they were written, and do not any more.
-- @source
CREATE TABLE offer (id bigserial PRIMARY KEY, ends timestamptz, CONSTRAINT in_future CHECK (ends > now()));
INSERT INTO offer (ends) SELECT now() + interval '0.2 seconds' FROM generate_series(1, 100);
SELECT pg_sleep(0.3);
-- @following
INSERT INTO offer (ends) VALUES (now() + interval '1 day');
DELETE FROM offer WHERE id < 10;
-- @differs
constraint in_future on public.offer differs: CHECK ((ends > now())) on the source, CHECK ((ends > now())) NOT VALID on the target. On the target: ALTER TABLE public.offer VALIDATE CONSTRAINT in_future;
