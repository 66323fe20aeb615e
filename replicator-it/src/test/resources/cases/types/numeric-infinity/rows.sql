INSERT INTO infinite VALUES ('Infinity', '-Infinity', '{NaN,Infinity,-Infinity,NULL}'), ('-Infinity', 'NaN', NULL), ('NaN', 0, '{}');
