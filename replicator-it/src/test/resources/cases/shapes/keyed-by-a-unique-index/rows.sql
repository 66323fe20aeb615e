INSERT INTO unkeyed SELECT g, 'b' || g, CASE WHEN g % 3 > 0 THEN g END, 'p' || g FROM generate_series(1, 200) AS g;
