INSERT INTO event SELECT g, CASE g % 2 WHEN 0 THEN 'a' ELSE 'b' END, timestamptz '2024-01-01 UTC' + g * interval '1 hour'
FROM generate_series(1, 400) AS g;
