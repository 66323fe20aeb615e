-- The tables of the 'mixed' data set, without keys and indexes; runs on either side, on PostgreSQL 13 and newer.
-- Before it: the tables of `pgbench -i -I dt`. After the rows: mixed-indexes.sql.

-- pgbench's history has no key; its INSERT names the columns, so one more does no harm.
ALTER TABLE pgbench_history ADD COLUMN hid bigint GENERATED ALWAYS AS IDENTITY;

CREATE TYPE event_kind AS ENUM ('created', 'viewed', 'paid', 'refunded', 'closed');

CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY,
    kind event_kind NOT NULL,
    occurred_at timestamptz NOT NULL,
    actor uuid NOT NULL,
    amount numeric(14, 4),
    tags text[] NOT NULL,
    payload jsonb NOT NULL,
    digest bytea
);

CREATE TABLE membership (
    group_id integer NOT NULL,
    member_id uuid NOT NULL,
    role text NOT NULL,
    joined_at timestamptz NOT NULL,
    weight numeric(8, 3)
);

-- what the lag is read from: a row of the harness' own every few milliseconds
CREATE TABLE heartbeat (
    id bigint NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
