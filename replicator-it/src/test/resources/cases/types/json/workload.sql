UPDATE documents SET b = b || '{"x": [1.50]}', j = '{"\u0000\u0000": 1 }' WHERE id >= 10 AND id % 3 = 0;
UPDATE documents SET j = '[1 , 2]' WHERE id = 1;
DELETE FROM documents WHERE id = 2 OR id BETWEEN 50 AND 60;
UPDATE by_document SET b = '1.00', j = '1' WHERE b = '1';
UPDATE by_document SET b = '{"a": [1.0, {"b": null}]}' WHERE b = '{"a": [1, {"b": null}]}';
-- @catch-up
UPDATE by_document SET b = '1e0', j = '2' WHERE b = '1';
DELETE FROM by_document WHERE b = 'null';
INSERT INTO by_document VALUES ('null', 'null'), ('[null]', NULL);
UPDATE documents SET id = -id WHERE id > 150;
