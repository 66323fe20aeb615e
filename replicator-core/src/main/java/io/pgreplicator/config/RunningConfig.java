package io.pgreplicator.config;

import io.pgreplicator.error.ConfigException;
import io.pgreplicator.error.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The configuration of a run, some of whose settings may change while it runs. Thread-safe. */
public final class RunningConfig {
    private volatile ReplicatorConfig current;

    public RunningConfig(ReplicatorConfig begunWith) {
        this.current = begunWith;
    }

    /** The current configuration. */
    public ReplicatorConfig current() {
        return current;
    }

    /**
     * Changes those settings.
     *
     * @throws ConfigException naming every setting that is unknown, cannot be read, is out of range or cannot be changed
     *     while a replicator runs; no changes are made then
     */
    public synchronized void set(Map<String, String> values) {
        assertChangeable(values);
        current = current.with(values);
    }

    /** Throws as {@link #set}, but does not detect values that contradict each other. */
    public static void assertChangeable(Map<String, String> values) {
        var problems = new ArrayList<Problem>();
        for (Setting setting : SettingValues.numbers(values, problems).keySet()) {
            if (!setting.mayChangeWhileRunning()) {
                problems.add(Problem.of(
                        setting.key(),
                        setting.key() + " cannot be changed while the replicator runs; these can: "
                                + Arrays.stream(Setting.values())
                                        .filter(Setting::mayChangeWhileRunning)
                                        .map(Setting::key)
                                        .collect(Collectors.joining(", "))));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }
}
