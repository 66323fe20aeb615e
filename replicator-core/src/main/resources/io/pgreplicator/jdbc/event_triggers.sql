-- The event triggers of this database that act on what is created or dropped.
-- Returns: the statement that disables each. Touches pg_event_trigger; takes no lock on user tables. Minimum version: 10
SELECT pg_catalog.format('ALTER EVENT TRIGGER %I DISABLE;', e.evtname)
FROM pg_catalog.pg_event_trigger AS e
WHERE e.evtenabled IN ('O', 'A') AND e.evtevent IN ('ddl_command_start', 'ddl_command_end', 'sql_drop')
ORDER BY e.evtname
