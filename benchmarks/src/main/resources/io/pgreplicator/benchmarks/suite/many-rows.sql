-- Fills the tables many_<:first> to many_<:last> with :rows rows each.
SELECT set_config('many.first', :'first', false), set_config('many.last', :'last', false),
       set_config('many.rows', :'rows', false);
DO $do$
BEGIN
    FOR n IN current_setting('many.first')::int .. current_setting('many.last')::int LOOP
        EXECUTE format('INSERT INTO %I (note, amount) SELECT md5(g::text), g / 7.0 FROM generate_series(1, $1) AS g',
                       'many_' || n) USING current_setting('many.rows')::int;
    END LOOP;
END
$do$;
