INSERT INTO odd SELECT 'it''s', 'd' || g, 't' || g, ROW(g, '"')::"odd ""schema"""."Pair %", '{}', ROW(g)::"odd ""schema"""."text" FROM generate_series(1, 200) AS g;
