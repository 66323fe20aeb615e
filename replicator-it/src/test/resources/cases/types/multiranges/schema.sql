CREATE TYPE span AS RANGE (subtype = text, collation = "C", multirange_type_name = spans);
CREATE TABLE many (id int PRIMARY KEY, i int4multirange, n nummultirange, t tstzmultirange, s spans, a int8multirange[]);
CREATE TABLE by_many (m datemultirange, s spans, v int, PRIMARY KEY (m, s));
