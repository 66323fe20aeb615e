package io.pgreplicator.it.random;

import java.util.ArrayList;
import java.util.List;

/**
 * A table as it is drawn, before it is known which others there are. Immutable.
 *
 * @param key types of the key's columns
 * @param values types of further columns
 * @param keyKind what makes the key unique
 * @param layout where the rows are
 * @param unique another unique column
 * @param extras bits: generated column, identity column
 * @param refersTo 0 for nothing, else how many tables back, itself included
 * @param actions clauses of the foreign key
 */
record TableSpec(
        List<ColumnType> key,
        List<ColumnType> values,
        TableShape.KeyKind keyKind,
        TableShape.Layout layout,
        TableShape.Unique unique,
        int extras,
        int refersTo,
        String actions) {

    TableSpec {
        key = List.copyOf(key);
        values = List.copyOf(values);
    }

    /** The tables t1, t2, ... as they refer to each other. */
    static List<TableShape> shapes(List<TableSpec> specs) {
        var shapes = new ArrayList<TableShape>();
        for (int i = 0; i < specs.size(); i++) {
            TableSpec spec = specs.get(i);
            int wanted = i + 1 - spec.refersTo;
            // a deferrable key cannot be referred to
            boolean refers =
                    spec.refersTo > 0 && wanted >= 0 && specs.get(wanted).keyKind != TableShape.KeyKind.DEFERRABLE_KEY;
            shapes.add(spec.shape(
                    "t" + (i + 1),
                    refers
                            ? new TableShape.Reference("t" + (wanted + 1), specs.get(wanted).key, spec.actions)
                            : TableShape.Reference.NONE));
        }
        return shapes;
    }

    private TableShape shape(String name, TableShape.Reference reference) {
        return new TableShape(
                name, key, values, keyKind, allowed(layout), unique, (extras & 1) != 0, (extras & 2) != 0, reference);
    }

    /** An enum's hash is that of its oid, so rows would be in other partitions on the target; nor is a collation's order ours. */
    private TableShape.Layout allowed(TableShape.Layout wanted) {
        ColumnType first = key.get(0);
        boolean odd = first == ColumnType.MOOD || first == ColumnType.ANY_CASE;
        return odd && wanted.isPartitioned() ? TableShape.Layout.PLAIN : wanted;
    }
}
