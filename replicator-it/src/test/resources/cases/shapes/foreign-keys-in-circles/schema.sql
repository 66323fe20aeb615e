-- A table that refers to itself, and two that refer to each other: rows come in an order that no single order satisfies.
CREATE TABLE node (id int PRIMARY KEY, up int REFERENCES node ON DELETE CASCADE);
CREATE TABLE employee (id int PRIMARY KEY, department_id int NOT NULL);
CREATE TABLE department (id int PRIMARY KEY, head_id int NOT NULL REFERENCES employee DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE employee ADD FOREIGN KEY (department_id) REFERENCES department DEFERRABLE INITIALLY IMMEDIATE;
