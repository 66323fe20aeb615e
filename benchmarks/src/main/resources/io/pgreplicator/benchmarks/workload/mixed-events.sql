-- Fills rows :first to :last of events. The same seed and number always make the same row.
INSERT INTO events (id, kind, occurred_at, actor, amount, tags, payload, digest) OVERRIDING SYSTEM VALUE
SELECT n,
       (ARRAY['created', 'viewed', 'paid', 'refunded', 'closed'])[1 + a % 5]::event_kind,
       timestamptz '2020-01-01 00:00:00+00' + n * interval '17.123457 seconds',
       h::uuid,
       CASE WHEN a % 11 = 0 THEN NULL ELSE b / 10000.0 END,
       CASE WHEN a % 7 = 0 THEN ARRAY[]::text[]
            ELSE ARRAY['tag' || a % 97, 'with "quote" ' || b % 31, CASE WHEN b % 13 = 0 THEN NULL ELSE 'région' || b % 53 END]
       END,
       jsonb_build_object(
           'order', n, 'path', '/shop/' || a % 1000 || '/' || left(h, 12), 'score', b / 1000.0, 'flag', a % 2 = 0,
           'note', CASE WHEN a % 5 = 0 THEN E'two\nlines\tand a \\ backslash' ELSE repeat(left(h, 8), 1 + a % 6) END,
           'items', jsonb_build_array(a % 100, b % 100, NULL)),
       CASE WHEN b % 17 = 0 THEN NULL ELSE decode(h || reverse(h), 'hex') END
FROM (
    SELECT n, h, ('x' || left(h, 6))::bit(24)::int AS a, ('x' || right(h, 7))::bit(28)::int AS b
    FROM (SELECT n, md5(:'seed' || '/event/' || n) AS h FROM generate_series(:first::bigint, :last::bigint) AS n) AS hashed
) AS numbered;
