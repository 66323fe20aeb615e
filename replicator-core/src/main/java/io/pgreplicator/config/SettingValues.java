package io.pgreplicator.config;

import io.pgreplicator.error.ConfigException;
import io.pgreplicator.error.NearestName;
import io.pgreplicator.error.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads options from the written form of their settings, and collects what is wrong with them. Stateless, thread-safe. */
final class SettingValues {
    private SettingValues() {}

    /** The options with those values; throws {@link ConfigException} naming everything that is wrong. */
    static Options changed(Options present, Map<String, String> values) {
        var problems = new ArrayList<Problem>();
        Options options = with(present, numbers(values, problems));
        problems.addAll(contradictions(options));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return options;
    }

    /** The values by their settings; adds a problem for each value that is wrong. */
    static Map<Setting, Long> numbers(Map<String, String> values, List<Problem> problems) {
        Map<Setting, Long> numbers = new EnumMap<>(Setting.class);
        new TreeMap<>(values).forEach((key, text) -> read(key, text, numbers, problems));
        return numbers;
    }

    private static void read(String key, String text, Map<Setting, Long> numbers, List<Problem> problems) {
        Optional<Setting> setting = Setting.of(key);
        if (setting.isEmpty()) {
            problems.add(
                    Problem.of(key, "unknown setting '" + key + "'" + NearestName.suggestion(key, Setting.keys())));
            return;
        }
        try {
            long number = setting.get().type().read(text);
            Optional<Problem> problem = setting.get().problem(number);
            problem.ifPresentOrElse(problems::add, () -> numbers.put(setting.get(), number));
        } catch (IllegalArgumentException e) {
            problems.add(Problem.of(key, key + ": " + e.getMessage()));
        }
    }

    /** What is wrong with options, however they were made: values that are out of range or contradict each other. */
    static List<Problem> problems(Options options) {
        var problems = new ArrayList<Problem>();
        for (Setting setting : Setting.values()) {
            setting.problem(setting.valueIn(options)).ifPresent(problems::add);
        }
        problems.addAll(contradictions(options));
        return problems;
    }

    private static List<Problem> contradictions(Options options) {
        var problems = new ArrayList<Problem>();
        notMore(Setting.ROUNDS_MIN_PAUSE, Setting.ROUNDS_MAX_PAUSE, options, problems);
        notMore(Setting.ROUNDS_BATCH_SIZE, Setting.ROUNDS_RING_SIZE, options, problems);
        return problems;
    }

    private static void notMore(Setting less, Setting more, Options options, List<Problem> problems) {
        if (less.valueIn(options) > more.valueIn(options)) {
            problems.add(Problem.between(less.key(), more.key(), less.key() + " is more than " + more.key()));
        }
    }

    private static Options with(Options options, Map<Setting, Long> numbers) {
        var values = new Values(options, numbers);
        return new Options(
                new CopyOptions(
                        values.number(Setting.COPY_STREAMS),
                        values.size(Setting.COPY_CHUNK_SIZE),
                        values.number(Setting.COPY_INDEX_WORKERS),
                        values.size(Setting.COPY_MAINTENANCE_MEMORY)),
                new RoundOptions(
                        values.number(Setting.ROUNDS_APPLIERS),
                        values.number(Setting.ROUNDS_BATCH_ROWS),
                        values.size(Setting.ROUNDS_BATCH_SIZE),
                        values.size(Setting.ROUNDS_RING_SIZE),
                        values.number(Setting.ROUNDS_CATCH_UP_KEYS),
                        values.size(Setting.ROUNDS_SEGMENT_SIZE),
                        values.time(Setting.ROUNDS_MIN_PAUSE),
                        values.time(Setting.ROUNDS_MAX_PAUSE),
                        values.number(Setting.ROUNDS_MAX_REFUSED),
                        values.time(Setting.ROUNDS_REFUSED_RETRY)),
                new SessionOptions(
                        values.time(Setting.SESSIONS_LOCK_TIMEOUT),
                        values.time(Setting.SESSIONS_RETRY_LIMIT),
                        values.time(Setting.SESSIONS_CONNECT_TIMEOUT),
                        values.time(Setting.SESSIONS_SILENCE_LIMIT)));
    }

    /** The changed values on top of the current ones. */
    private record Values(Options present, Map<Setting, Long> changed) {
        int number(Setting setting) {
            return Math.toIntExact(value(setting));
        }

        ByteSize size(Setting setting) {
            return new ByteSize(value(setting));
        }

        Duration time(Setting setting) {
            return Duration.ofMillis(value(setting));
        }

        private long value(Setting setting) {
            return changed.getOrDefault(setting, setting.valueIn(present));
        }
    }
}
