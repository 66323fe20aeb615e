CREATE TABLE documents (id int PRIMARY KEY, j json, b jsonb, p jsonpath, a jsonb[]);
CREATE TABLE by_document (b jsonb PRIMARY KEY, j json);
