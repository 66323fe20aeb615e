INSERT INTO shapes
SELECT i, point(i / 3.0, -i), '{1,-0.1,1e-300}', '[(0,0),(1,1e300)]', '(1,2),(-3,0.1)', '[(0,0),(1,1),(2,0)]', '((0,0),(1,1),(2,0))',
    '((0.1,0.2),(0.3,0.4))', circle(point(i, i), i / 7.0), '{(1,1),(0,0);(2,2),(1,1)}'
FROM generate_series(1, 300) AS i;
INSERT INTO shapes (id, p, c) VALUES (0, '(NaN,Infinity)', '<(-0,-Infinity),Infinity>'), (-1, NULL, NULL);
