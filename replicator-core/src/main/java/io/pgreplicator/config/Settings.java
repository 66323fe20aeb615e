package io.pgreplicator.config;

import io.pgreplicator.error.ConfigException;
import java.util.Map;

/** Sets options from their written form, {@code copy.streams=8}. Stateless, thread-safe. */
public final class Settings {
    private Settings() {}

    /**
     * Sets the options of {@code builder} that {@code values} names by the keys of {@link Setting}; the others keep their
     * values.
     *
     * @throws ConfigException naming every unknown key, unreadable value and value out of range; no changes are made then
     */
    public static void apply(ReplicatorConfig.Builder builder, Map<String, String> values) {
        builder.options(SettingValues.changed(builder.options(), values));
    }
}
