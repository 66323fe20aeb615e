UPDATE tag SET name = name || 'x' WHERE name < 't5';
DELETE FROM tag WHERE name = 't90';
INSERT INTO tag VALUES ('new');
UPDATE pair SET a = b, b = a + 1000;
UPDATE pair SET a = a WHERE b < 1050;
