INSERT INTO k SELECT timestamptz '2024-01-01 UTC' + g * interval '1 hour 1 microsecond', g * interval '1 day 1 microsecond',
    g / 3.0, decode(lpad(to_hex(g), 4, '0'), 'hex'), 'v' FROM generate_series(1, 100) AS g;
