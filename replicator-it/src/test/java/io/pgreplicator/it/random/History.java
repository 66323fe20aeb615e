package io.pgreplicator.it.random;

import java.util.List;

/** A schema and what happens to it, in order. Its text is a script that can be pasted into a test. Immutable. */
record History(List<TableSpec> tables, List<Step> steps) {

    History {
        tables = List.copyOf(tables);
        steps = List.copyOf(steps);
    }

    Script script() {
        List<TableShape> shapes = TableSpec.shapes(tables);
        return new Script(
                shapes.stream().flatMap(shape -> shape.ddl().stream()).toList(),
                steps.stream().map(step -> step.line(shapes)).toList());
    }

    @Override
    public String toString() {
        return "\n" + script();
    }
}
