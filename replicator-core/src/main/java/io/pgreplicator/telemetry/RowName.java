package io.pgreplicator.telemetry;

import io.pgreplicator.sql.QualifiedName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names a row by its table and its key. {@link #toString} is the display form {@code public.orders (id)=(7)}. Immutable.
 *
 * @param table the table
 * @param key the key's columns with their values as text, in order
 */
public record RowName(QualifiedName table, Map<String, String> key) {
    public RowName {
        key = Collections.unmodifiableMap(new LinkedHashMap<>(key));
    }

    @Override
    public String toString() {
        return table + " (" + String.join(", ", key.keySet()) + ")=(" + String.join(", ", key.values()) + ")";
    }
}
