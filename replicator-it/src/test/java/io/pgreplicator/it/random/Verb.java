package io.pgreplicator.it.random;

/** What a client does to the rows of a table. */
enum Verb {
    INSERT {
        @Override
        String sql(TableShape table, int row, int other) {
            return "INSERT INTO " + table.name() + " (" + table.columns() + ") VALUES (" + rowValues(table, row, other)
                    + ")";
        }
    },
    UPDATE {
        @Override
        String sql(TableShape table, int row, int other) {
            return "UPDATE " + table.name() + " SET " + changed(table, other) + " WHERE " + table.is(row);
        }
    },
    DELETE {
        @Override
        String sql(TableShape table, int row, int other) {
            return "DELETE FROM " + table.name() + " WHERE " + table.is(row);
        }
    },
    CHANGE_KEY {
        @Override
        String sql(TableShape table, int row, int other) {
            return "UPDATE " + table.name() + " SET (" + table.keyColumns() + ") = ROW(" + table.keyOf(other, true)
                    + ") WHERE " + table.is(row);
        }
    },
    SWAP_KEYS {
        @Override
        String sql(TableShape table, int row, int other) {
            String move = "UPDATE " + table.name() + " SET (" + table.keyColumns() + ") = ROW(";
            return move + table.keyOf(9, false) + ") WHERE " + table.is(row) + "; " + move + table.keyOf(row, false)
                    + ") WHERE " + table.is(other) + "; " + move + table.keyOf(other, true) + ") WHERE " + table.is(9);
        }
    },
    SWAP_UNIQUE {
        @Override
        String sql(TableShape table, int row, int other) {
            if (!table.hasUnique()) {
                return UPDATE.sql(table, row, other);
            }
            String set = "UPDATE " + table.name() + " SET u = ";
            return set + "-1 WHERE " + table.is(row) + "; " + set + row + " WHERE " + table.is(other) + "; " + set
                    + other + " WHERE " + table.is(row);
        }
    },
    INSERT_OR_UPDATE {
        @Override
        String sql(TableShape table, int row, int other) {
            return INSERT.sql(table, row, other) + " ON CONFLICT (" + table.keyColumns() + ") DO UPDATE SET "
                    + changed(table, other + 1);
        }
    },
    INSERT_OR_NOTHING {
        @Override
        String sql(TableShape table, int row, int other) {
            return INSERT.sql(table, row, other) + " ON CONFLICT DO NOTHING";
        }
    },
    INSERT_MANY {
        @Override
        String sql(TableShape table, int row, int other) {
            var values = new StringBuilder();
            for (int i = 0; i < table.key().size(); i++) {
                values.append(table.key().get(i).value(i == 0 ? "x" : "x % 3")).append(", ");
            }
            table.values().forEach(type -> values.append(type.value("x")).append(", "));
            return "INSERT INTO " + table.name() + " (" + table.keyColumns()
                    + (table.values().isEmpty() ? "" : ", " + valueColumns(table)) + ", n) SELECT " + values
                    + "x FROM generate_series(" + row + ", " + (row + 10 * other) + ") AS x ON CONFLICT DO NOTHING";
        }
    },
    UPDATE_ALL {
        @Override
        String sql(TableShape table, int row, int other) {
            return "UPDATE " + table.name() + " SET n = n + 1";
        }
    },
    DELETE_SOME {
        @Override
        String sql(TableShape table, int row, int other) {
            return "DELETE FROM " + table.name() + " WHERE n % 3 = " + row % 3;
        }
    },
    SET_REFERENCE {
        @Override
        String sql(TableShape table, int row, int other) {
            if (!table.refers()) {
                return UPDATE.sql(table, row, other);
            }
            var set = new StringBuilder("UPDATE " + table.name() + " SET (");
            for (int i = 1; i <= table.reference().key().size(); i++) {
                set.append(i == 1 ? "r" : ", r").append(i);
            }
            return set + ") = ROW("
                    + String.join(", ", TableShape.keyValues(table.reference().key(), other, false)) + ") WHERE "
                    + table.is(row);
        }
    },
    MERGE {
        @Override
        String sql(TableShape table, int row, int other) {
            var on = new StringBuilder();
            for (int i = 1; i <= table.key().size(); i++) {
                on.append(i == 1 ? "" : " AND ").append("t.k" + i + " = s.k" + i);
            }
            return "MERGE INTO " + table.name() + " AS t USING (VALUES (" + table.keyOf(row, true) + "), ("
                    + table.keyOf(other, false) + ")) AS s (" + table.keyColumns() + ") ON " + on
                    + " WHEN MATCHED AND n % 2 = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET n = t.n + 1"
                    + " WHEN NOT MATCHED THEN INSERT (" + table.keyColumns() + ", n) VALUES (s."
                    + table.keyColumns().replace(", ", ", s.") + ", " + row + ")";
        }
    },
    DELETE_AND_INSERT {
        @Override
        String sql(TableShape table, int row, int other) {
            return DELETE.sql(table, row, other) + "; " + INSERT.sql(table, row, other + 1);
        }
    },
    INSERT_INTO_PART {
        @Override
        String sql(TableShape table, int row, int other) {
            return INSERT.sql(table, row, other).replaceFirst(table.name(), table.part());
        }
    },
    UPDATE_PART {
        @Override
        String sql(TableShape table, int row, int other) {
            return "UPDATE " + table.part() + " SET " + changed(table, other);
        }
    },
    DELETE_FROM_PART {
        @Override
        String sql(TableShape table, int row, int other) {
            return "DELETE FROM "
                    + (table.layout() == TableShape.Layout.INHERITED ? "ONLY " + table.name() : table.part())
                    + " WHERE n % 2 = " + row % 2;
        }
    },
    TRUNCATE {
        @Override
        String sql(TableShape table, int row, int other) {
            return "TRUNCATE " + table.name();
        }
    },
    TRUNCATE_CASCADE {
        @Override
        String sql(TableShape table, int row, int other) {
            return "TRUNCATE " + table.name() + " CASCADE";
        }
    },
    TRUNCATE_PART {
        @Override
        String sql(TableShape table, int row, int other) {
            return "TRUNCATE " + table.part();
        }
    },
    VACUUM_FULL {
        @Override
        String sql(TableShape table, int row, int other) {
            return "VACUUM FULL " + table.name();
        }
    };

    /** The statement; {@code row} and {@code other} are row numbers from 0 to 8, or what a value is made of. */
    abstract String sql(TableShape table, int row, int other);

    private static String rowValues(TableShape table, int row, int other) {
        var values = new StringBuilder(table.keyOf(row, false));
        table.values().forEach(type -> values.append(", ").append(other == 0 ? "NULL" : type.value(other, false)));
        values.append(", ").append(row);
        if (table.hasUnique()) {
            values.append(", ").append(other == 0 ? "NULL" : String.valueOf(row));
        }
        TableShape.keyValues(table.reference().key(), other, false)
                .forEach(value -> values.append(", ").append(other == 0 ? "NULL" : value));
        return values.toString();
    }

    private static String changed(TableShape table, int other) {
        return table.values().isEmpty()
                ? "n = " + other
                : "n = " + other + ", v1 = "
                        + (other == 0 ? "NULL" : table.values().get(0).value(other, false));
    }

    private static String valueColumns(TableShape table) {
        var columns = new StringBuilder("v1");
        for (int i = 2; i <= table.values().size(); i++) {
            columns.append(", v").append(i);
        }
        return columns.toString();
    }
}
