-- Creates the control schema on the target: the migration, its leader and their epoch, the commands for it, the cutovers, the copy
-- journal, the dropped tables, the deferred objects, the sequences, the refused rows.
-- Parameters: :'migration_id' (uuid)
-- Touches nothing outside of schema replicator; takes no lock on user tables. Minimum version: 10
CREATE SCHEMA replicator;

CREATE TABLE replicator.migration (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    migration_id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    source_server text,
    source_left boolean NOT NULL DEFAULT false,
    heartbeat bigint NOT NULL DEFAULT 0,
    least_heartbeat bigint NOT NULL DEFAULT 0,
    watermark text,
    rounds bigint NOT NULL DEFAULT 0,
    last_round_keys bigint,
    last_round_seconds double precision,
    last_round_at timestamptz,
    repair_due text
);
COMMENT ON COLUMN replicator.migration.repair_due IS 'why rows here may have been altered, until a repair has compared all';
INSERT INTO replicator.migration (migration_id, version) VALUES (:'migration_id', 5);

-- The number of the current leadership, which every transaction of its leader holds, and the name that its sessions carry.
CREATE TABLE replicator.leader_epoch (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    epoch bigint NOT NULL,
    run text NOT NULL,
    source_path text NOT NULL DEFAULT ''
);
INSERT INTO replicator.leader_epoch (epoch, run) VALUES (0, '');
COMMENT ON COLUMN replicator.leader_epoch.source_path IS
    'where applications of the source look for names, for who restores objects here when the source is gone';

CREATE TABLE replicator.leader (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    phase text NOT NULL DEFAULT 'new',
    name text,
    seen_at timestamptz,
    synced_at timestamptz,
    bytes_per_second bigint NOT NULL DEFAULT 0,
    last_error text
);
INSERT INTO replicator.leader DEFAULT VALUES;

-- The commands that other sessions sent to the run that led, and its answers.
CREATE TABLE replicator.command (
    command_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run text NOT NULL,
    verb text NOT NULL CHECK (verb IN ('pause', 'resume', 'kick', 'set', 'cutover', 'cancel')),
    settings text[] NOT NULL,
    sender text NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    taken_at timestamptz,
    outcome text CHECK (outcome IN ('done', 'refused')),
    answer text,
    answered_at timestamptz
);
COMMENT ON COLUMN replicator.command.run IS 'whom it was sent to: no other one does it';

-- The cutovers that were tried, with their outcome: whoever asked for one reads it here.
CREATE TABLE replicator.cutover (
    cutover_id uuid PRIMARY KEY,
    reverse boolean NOT NULL,
    rehearsals integer NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,
    switched boolean,
    attempts integer,
    pauses_micros bigint[],
    step_names text[],
    step_micros bigint[],
    guardrail_levels text[],
    guardrail_names text[],
    guardrail_messages text[],
    guardrail_cures text[],
    proof_tables integer,
    proof_rows bigint,
    proof_equal boolean,
    proof_at timestamptz,
    last_tables integer,
    last_rows integer,
    failure text,
    message text,
    cure text,
    restored_at timestamptz,
    left_open text
);
COMMENT ON COLUMN replicator.cutover.ended_at IS 'when its outcome was known; null as well when its replicator ended before';
COMMENT ON COLUMN replicator.cutover.restored_at IS 'when everything was tried that comes back after a switch';
COMMENT ON COLUMN replicator.cutover.left_open IS 'what it has left open on either side: failure and cure are of this then';

-- The last comparison of all rows, for whoever is about to switch.
CREATE TABLE replicator.verification (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    ended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    tables integer NOT NULL,
    rows bigint NOT NULL,
    equal boolean NOT NULL,
    source_gate bigint,
    target_gate bigint
);
COMMENT ON COLUMN replicator.verification.source_gate IS 'the numbers of both gates then: others mean that a switch came between';

CREATE TABLE replicator.table_copy (
    table_id integer PRIMARY KEY,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    capture_id uuid NOT NULL,
    relation oid NOT NULL,
    phase text NOT NULL DEFAULT 'copying',
    bytes bigint NOT NULL,
    UNIQUE (schema_name, table_name)
);

COMMENT ON COLUMN replicator.table_copy.relation IS 'of this database: another table of that name does not have the rows';

-- The partitions of this database that rows were written to. One that goes takes them along.
CREATE TABLE replicator.copied_partition (
    table_id integer NOT NULL REFERENCES replicator.table_copy ON DELETE CASCADE,
    relation oid NOT NULL,
    attachment text NOT NULL,
    schema_name text NOT NULL,
    partition_name text NOT NULL,
    PRIMARY KEY (table_id, relation)
);
COMMENT ON COLUMN replicator.copied_partition.attachment IS
    'the rows of pg_inherits from the table down to it: what was detached and attached again missed what was deleted meanwhile';

CREATE TABLE replicator.chunk (
    table_id integer NOT NULL REFERENCES replicator.table_copy,
    chunk_no integer NOT NULL,
    relation oid NOT NULL,
    file_node bigint NOT NULL,
    first_block bigint NOT NULL,
    end_block bigint NOT NULL,
    bytes bigint NOT NULL,
    priority bigint NOT NULL,
    copied_at timestamptz,
    rows bigint,
    PRIMARY KEY (table_id, chunk_no)
);
COMMENT ON COLUMN replicator.chunk.relation IS 'of the source: names change hands';
CREATE INDEX chunk_todo ON replicator.chunk (priority DESC, table_id, chunk_no) WHERE copied_at IS NULL;

-- Tables that were dropped on the source: they are not replicated any more, and what the target has of them is left as it is.
CREATE TABLE replicator.dropped_table (
    schema_name text NOT NULL,
    table_name text NOT NULL,
    relation oid NOT NULL,
    foreign_keys text[] NOT NULL,
    PRIMARY KEY (schema_name, table_name)
);
COMMENT ON COLUMN replicator.dropped_table.relation IS 'of this database, 0 when it had none: another table of that name is another table';
COMMENT ON COLUMN replicator.dropped_table.foreign_keys IS 'the SQL that builds those from and to it, which were dropped';

CREATE TABLE replicator.deferred_object (
    object_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('index', 'foreign key', 'check constraint', 'domain constraint', 'trigger', 'statistics')),
    schema_name text NOT NULL,
    table_name text NOT NULL,
    name text NOT NULL,
    build text NOT NULL,
    finish text[] NOT NULL,
    offenders text NOT NULL DEFAULT '',
    bytes bigint NOT NULL,
    built_at timestamptz,
    finished_at timestamptz,
    problem text,
    waits boolean NOT NULL DEFAULT false,
    source_form text
);
CREATE INDEX deferred_object_table ON replicator.deferred_object (schema_name, table_name);
COMMENT ON COLUMN replicator.deferred_object.offenders IS 'a query for the rows that keep it from being built; may be empty';
COMMENT ON COLUMN replicator.deferred_object.problem IS 'why it is not back, though it was tried or cannot be back yet';
COMMENT ON COLUMN replicator.deferred_object.waits IS 'whether it was not tried, for it can be back only when no round follows';
COMMENT ON COLUMN replicator.deferred_object.source_form IS
    'what the source had of that name when it was asked last; empty: nothing; null: it was not asked';

-- The positions of the source's sequences when they were last published, and the published values, which show when one is reset
-- on the source.
CREATE TABLE replicator.sequence_state (
    schema_name text NOT NULL,
    sequence_name text NOT NULL,
    source_value bigint,
    source_called boolean,
    published_value bigint,
    published_called boolean,
    problem text,
    blocked boolean NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (schema_name, sequence_name)
);
COMMENT ON COLUMN replicator.sequence_state.published_value IS 'null while the target''s value is not the replicator''s';
COMMENT ON COLUMN replicator.sequence_state.blocked IS 'whether the problem keeps the sequence from being published';

-- Rows that the target refuses: it keeps what it had under their keys. An entry is deleted by the round that applies the row.
CREATE TABLE replicator.refused_row (
    refused_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    table_id integer NOT NULL,
    key_columns text[] NOT NULL,
    key jsonb NOT NULL,
    sqlstate text NOT NULL,
    message text NOT NULL,
    first_seen timestamptz NOT NULL DEFAULT now(),
    last_seen timestamptz NOT NULL DEFAULT now(),
    retry_xid bigint
);
CREATE UNIQUE INDEX refused_row_key ON replicator.refused_row (table_id, md5(key::text));
COMMENT ON COLUMN replicator.refused_row.key IS 'the key''s values as text, in the order of the log''s columns';
COMMENT ON COLUMN replicator.refused_row.retry_xid IS
    'the source''s transaction that put the key back into the log; null when it was refused again since';
