-- Fills rows :first to :last of membership. The same seed and number always make the same row.
INSERT INTO membership (group_id, member_id, role, joined_at, weight)
SELECT n % 5000,
       h::uuid,
       (ARRAY['owner', 'editor', 'reader', ''])[1 + a % 4],
       timestamptz '2021-06-01 00:00:00+00' + n * interval '31.5 seconds',
       CASE WHEN a % 9 = 0 THEN NULL ELSE a % 100000 / 1000.0 END
FROM (
    SELECT n, h, ('x' || left(h, 6))::bit(24)::int AS a
    FROM (SELECT n, md5(:'seed' || '/member/' || n) AS h FROM generate_series(:first::int, :last::int) AS n) AS hashed
) AS numbered;
