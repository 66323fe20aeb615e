-- Keys and indexes of the 'mixed' data set and of pgbench's tables, one statement a line, the longest work first.
ALTER TABLE pgbench_accounts ADD CONSTRAINT pgbench_accounts_pkey PRIMARY KEY (aid);
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY (id);
CREATE INDEX events_tags ON events USING gin (tags);
CREATE INDEX events_actor ON events (actor);
ALTER TABLE membership ADD CONSTRAINT membership_pkey PRIMARY KEY (group_id, member_id);
CREATE INDEX events_occurred_at ON events (occurred_at);
ALTER TABLE pgbench_history ADD CONSTRAINT pgbench_history_pkey PRIMARY KEY (hid);
ALTER TABLE pgbench_tellers ADD CONSTRAINT pgbench_tellers_pkey PRIMARY KEY (tid);
ALTER TABLE pgbench_branches ADD CONSTRAINT pgbench_branches_pkey PRIMARY KEY (bid);
ALTER TABLE heartbeat ADD CONSTRAINT heartbeat_pkey PRIMARY KEY (id);
