-- Rows that refer to nothing: under a NOT VALID foreign key, and under one that claims to be valid.
-- @source
CREATE TABLE parents (id int PRIMARY KEY, x text);
CREATE TABLE kids_nv (id int PRIMARY KEY, parent_id int);
CREATE TABLE kids_v (id int PRIMARY KEY, parent_id int CONSTRAINT "kids' parent" REFERENCES parents);
COMMENT ON CONSTRAINT "kids' parent" ON kids_v IS 'since 2019; unchecked';
INSERT INTO parents SELECT i, 'x' FROM generate_series(1, 100) AS i;
INSERT INTO kids_nv SELECT i, i FROM generate_series(1, 200) AS i;
ALTER TABLE kids_nv ADD CONSTRAINT kids_nv_fk FOREIGN KEY (parent_id) REFERENCES parents NOT VALID;
INSERT INTO kids_v SELECT i, i FROM generate_series(1, 100) AS i;
-- @source-super
SET session_replication_role = replica;
INSERT INTO kids_v SELECT i, i FROM generate_series(101, 130) AS i;
-- @cure run target
COMMENT ON CONSTRAINT "kids' parent" ON public.kids_v IS 'since 2019; unchecked'; UPDATE replicator.deferred_object SET finished_at = built_at WHERE kind = 'foreign key' AND schema_name = 'public' AND table_name = 'kids_v' AND name = 'kids'' parent' AND finished_at IS NULL;
-- @following
UPDATE parents SET x = 'y' WHERE id < 10;
UPDATE kids_v SET parent_id = 1 WHERE id = 5;
DELETE FROM kids_v WHERE id = 120;
-- @differs
constraint kids' parent on public.kids_v differs: FOREIGN KEY (parent_id) REFERENCES public.parents(id) on the source, FOREIGN KEY (parent_id) REFERENCES public.parents(id) NOT VALID on the target. On the target: ALTER TABLE public.kids_v VALIDATE CONSTRAINT "kids' parent";
