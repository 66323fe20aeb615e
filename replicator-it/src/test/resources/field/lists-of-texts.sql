-- Lists of texts for a varchar in constraints, indexes, policies and views: the server words each anew when it reads it the second time.
-- @source
CREATE TABLE ticket (id serial PRIMARY KEY, state varchar(20) DEFAULT 'open', kind varchar, note varchar,
    CHECK (state IN ('open', 'won''t do', 'done')), CONSTRAINT kinds CHECK (kind NOT IN ('x', 'y') AND note <> 'z'));
CREATE INDEX ON ticket (kind) WHERE state IN ('open', 'done');
CREATE VIEW unfinished AS SELECT id FROM ticket WHERE state NOT IN ('done', 'won''t do');
CREATE POLICY unfinished ON ticket USING (state IN ('open', 'done'));
DO $$BEGIN EXECUTE format('CREATE VIEW long AS SELECT %L::varchar AS t', repeat('it''s ', 4000)); END$$;
INSERT INTO ticket (kind) SELECT 'k' || i FROM generate_series(1, 30) AS i;
-- @following
UPDATE ticket SET state = 'done' WHERE id % 3 = 0;
