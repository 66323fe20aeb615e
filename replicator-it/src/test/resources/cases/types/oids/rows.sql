INSERT INTO spots SELECT g, '{red,green,NULL}', ARRAY[ROW(g, 'red')::spot, NULL, '(,green)'], '[red,green]', '{"[red,red]",empty}', '{green}',
    'spots', '{spots,pg_class,NULL}', 'colour', 'twice(int)', 'twice', 'postgres', 'public', '+(int,int)', 'simple' FROM generate_series(1, 200) AS g;
INSERT INTO by_class VALUES ('spots', 'spot', 1), ('by_class', 'spot[]', 2), ('pg_class', 'int', 3), ('spots', 'colour', 4);
