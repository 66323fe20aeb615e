CREATE TABLE numbers (
    id int PRIMARY KEY, i2 int2, i4 int4, i8 int8, f4 float4, f8 float8, n numeric, n5 numeric(5, 2), m money, o oid, b bool
);
