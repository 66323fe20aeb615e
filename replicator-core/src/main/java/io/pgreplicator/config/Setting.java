package io.pgreplicator.config;

import io.pgreplicator.error.Problem;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Every setting that can be written as {@code key=value}, one row each: its key, type, range, default and one sentence.
 * The reference table in {@code docs/configuration.md} and the reading of values both come from these rows. Immutable.
 */
public enum Setting {
    /** {@link CopyOptions#streams}. */
    COPY_STREAMS(
            "copy.streams",
            Type.NUMBER,
            options -> options.copy().streams(),
            "1",
            "64",
            "Tables, or parts of tables, copied at the same time; each takes one connection on either side."),
    /** {@link CopyOptions#chunkSize}. */
    COPY_CHUNK_SIZE(
            "copy.chunk-size",
            Type.SIZE,
            options -> options.copy().chunkSize().bytes(),
            "8kB",
            "64GB",
            "How much of a table is copied in one piece; after an interruption the piece begins again."),
    /** {@link CopyOptions#indexWorkers}. */
    COPY_INDEX_WORKERS(
            "copy.index-workers",
            Type.NUMBER,
            options -> options.copy().indexWorkers(),
            "1",
            "64",
            "Indexes and constraints built at the same time on the target."),
    /** {@link CopyOptions#maintenanceMemory}. */
    COPY_MAINTENANCE_MEMORY(
            "copy.maintenance-memory",
            Type.SIZE,
            options -> options.copy().maintenanceMemory().bytes(),
            "1MB",
            "1TB",
            "The target's maintenance_work_mem for each index build."),
    /** {@link RoundOptions#appliers}. */
    ROUNDS_APPLIERS(
            "rounds.appliers",
            Type.NUMBER,
            options -> options.rounds().appliers(),
            "1",
            "64",
            "Connections that write to the target at the same time while it catches up."),
    /** {@link RoundOptions#batchRows}. */
    ROUNDS_BATCH_ROWS(
            "rounds.batch-rows",
            Type.NUMBER,
            options -> options.rounds().batchRows(),
            "1",
            "1000000",
            "Maximum rows per batch of changes."),
    /** {@link RoundOptions#batchSize}. */
    ROUNDS_BATCH_SIZE(
            "rounds.batch-size",
            Type.SIZE,
            options -> options.rounds().batchSize().bytes(),
            "1kB",
            "1GB",
            "Most bytes in one batch of changes; not more than rounds.ring-size."),
    /** {@link RoundOptions#ringSize}. */
    ROUNDS_RING_SIZE(
            "rounds.ring-size",
            Type.SIZE,
            options -> options.rounds().ringSize().bytes(),
            "64kB",
            "4GB",
            "Most bytes of changes held in memory on their way from source to target."),
    /** {@link RoundOptions#catchUpKeys}. */
    ROUNDS_CATCH_UP_KEYS(
            "rounds.catch-up-keys",
            Type.NUMBER,
            options -> options.rounds().catchUpKeys(),
            "1",
            "10000000",
            "Changed keys above which a round is applied by several transactions instead of one."),
    /** {@link RoundOptions#segmentSize}. */
    ROUNDS_SEGMENT_SIZE(
            "rounds.segment-size",
            Type.SIZE,
            options -> options.rounds().segmentSize().bytes(),
            "8kB",
            "64GB",
            "Size at which a segment of the source's change log is sealed and a fresh one is begun."),
    /** {@link RoundOptions#minPause}. */
    ROUNDS_MIN_PAUSE(
            "rounds.min-pause",
            Type.DURATION,
            options -> millis(options.rounds().minPause()),
            "0",
            "1min",
            "Pause between rounds while there are changes; not more than rounds.max-pause."),
    /** {@link RoundOptions#maxPause}. */
    ROUNDS_MAX_PAUSE(
            "rounds.max-pause",
            Type.DURATION,
            options -> millis(options.rounds().maxPause()),
            "1ms",
            "1h",
            "Longest pause between looks at an idle source."),
    /** {@link RoundOptions#maxRefused}. */
    ROUNDS_MAX_REFUSED(
            "rounds.max-refused",
            Type.NUMBER,
            options -> options.rounds().maxRefused(),
            "0",
            "100000",
            "Most rows that the target may refuse, a constraint violation say; with one more the replicator stops."),
    /** {@link RoundOptions#refusedRetry}. */
    ROUNDS_REFUSED_RETRY(
            "rounds.refused-retry",
            Type.DURATION,
            options -> millis(options.rounds().refusedRetry()),
            "100ms",
            "1d",
            "Pause after which the rows that the target refused are tried again."),
    /** {@link SessionOptions#lockTimeout}. */
    SESSIONS_LOCK_TIMEOUT(
            "sessions.lock-timeout",
            Type.DURATION,
            options -> millis(options.sessions().lockTimeout()),
            "1ms",
            "1h",
            "Longest wait for a table lock, and never longer than half of the server's deadlock_timeout; then the replicator gives way"
                    + " to the application and tries again."),
    /** {@link SessionOptions#retryLimit}. */
    SESSIONS_RETRY_LIMIT(
            "sessions.retry-limit",
            Type.DURATION,
            options -> millis(options.sessions().retryLimit()),
            "0",
            "30d",
            "How long a lost connection or a passing error is retried before the replicator gives up."),
    /** {@link SessionOptions#connectTimeout}. */
    SESSIONS_CONNECT_TIMEOUT(
            "sessions.connect-timeout",
            Type.DURATION,
            options -> millis(options.sessions().connectTimeout()),
            "1s",
            "10min",
            "Longest wait for one attempt to connect."),
    /** {@link SessionOptions#silenceLimit}. */
    SESSIONS_SILENCE_LIMIT(
            "sessions.silence-limit",
            Type.DURATION,
            options -> millis(options.sessions().silenceLimit()),
            "1s",
            "1h",
            "How long a server may be silent before it is asked on another connection whether it still works; and how long"
                    + " locks of the source are held while nothing moves.");

    /** How a value is written. Immutable. */
    public enum Type {
        /** A whole number. */
        NUMBER("whole number") {
            @Override
            long read(String text) {
                String digits = text.strip();
                if (!digits.matches("-?[0-9]{1,18}")) {
                    throw new IllegalArgumentException("'" + text + "' is not a whole number such as 4");
                }
                return Long.parseLong(digits);
            }

            @Override
            String write(long value) {
                return Long.toString(value);
            }
        },
        /** A {@link ByteSize}. */
        SIZE("B, kB, MB, GB, TB") {
            @Override
            long read(String text) {
                return ByteSize.parse(text).bytes();
            }

            @Override
            String write(long value) {
                return new ByteSize(value).toString();
            }
        },
        /** A time in whole milliseconds. */
        DURATION("ms, s, min, h, d") {
            @Override
            long read(String text) {
                return DurationText.parse(text).toMillis();
            }

            @Override
            String write(long value) {
                return DurationText.format(Duration.ofMillis(value));
            }
        };

        private final String unit;

        Type(String unit) {
            this.unit = unit;
        }

        /** The value as a number: itself, bytes or milliseconds. Throws {@link IllegalArgumentException}. */
        abstract long read(String text);

        /** The shortest written form. */
        abstract String write(long value);
    }

    private static final Set<Setting> CHANGEABLE =
            Set.of(COPY_STREAMS, ROUNDS_MIN_PAUSE, ROUNDS_MAX_PAUSE, ROUNDS_REFUSED_RETRY);

    private final String key;
    private final Type type;

    @SuppressWarnings("ImmutableEnumChecker") // a stateless lambda
    private final ToLongFunction<Options> reader;

    private final long min;
    private final long max;
    private final String sentence;

    Setting(String key, Type type, ToLongFunction<Options> reader, String min, String max, String sentence) {
        this.key = key;
        this.type = type;
        this.reader = reader;
        this.min = type.read(min);
        this.max = type.read(max);
        this.sentence = sentence;
    }

    /** The setting of that key. */
    public static Optional<Setting> of(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Setting::key).toList();
    }

    /** Whether it may be changed while a replicator runs. */
    public boolean mayChangeWhileRunning() {
        return CHANGEABLE.contains(this);
    }

    /** The name, such as {@code copy.streams}. */
    public String key() {
        return key;
    }

    public Type type() {
        return type;
    }

    /** The units that a value may be written in. */
    public String unit() {
        return type.unit;
    }

    /** The written form of the least value. */
    public String minText() {
        return type.write(min);
    }

    /** The written form of the greatest value. */
    public String maxText() {
        return type.write(max);
    }

    /** The written form of the default, which is that of the options' {@code defaults()}. */
    public String defaultText() {
        return textIn(Options.defaults());
    }

    /** What it does, in one sentence for the operator. */
    public String sentence() {
        return sentence;
    }

    /** The written form of the value in those options. */
    String textIn(Options options) {
        return type.write(valueIn(options));
    }

    long valueIn(Options options) {
        return reader.applyAsLong(options);
    }

    /** Whole milliseconds; a duration too long to count becomes the longest possible value. */
    private static long millis(Duration time) {
        try {
            return time.toMillis();
        } catch (ArithmeticException e) {
            return time.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** The problem with a value that is out of range; otherwise empty. */
    Optional<Problem> problem(long value) {
        return value >= min && value <= max
                ? Optional.empty()
                : Optional.of(Problem.of(key, key + " is out of range: it may be " + minText() + " to " + maxText()));
    }
}
