INSERT INTO infinite VALUES ('infinity', '-infinity', '{infinity,NULL}'), ('-infinity', 'infinity', NULL), ('0', '0', '{}');
