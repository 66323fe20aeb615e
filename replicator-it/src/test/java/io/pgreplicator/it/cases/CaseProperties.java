package io.pgreplicator.it.cases;

import io.pgreplicator.config.TableFilter;
import io.pgreplicator.error.ErrorCode;
import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a case's {@code case.properties} says, or its defaults. Immutable.
 *
 * @param expect how the case ends
 * @param code the code of the failure, where one is expected
 * @param message what the finding or the failure must contain
 * @param cure what its cure must contain
 * @param source the majors the source may have
 * @param target the majors the target may have
 * @param whens when the workload runs
 * @param exclude patterns of tables that take no part
 * @param uninstall whether the cure begins with an uninstall
 * @param definitions whether definitions must be equal in the end, besides rows and sequences
 */
record CaseProperties(
        Expectation expect,
        @Nullable ErrorCode code,
        String message,
        String cure,
        MajorRange source,
        MajorRange target,
        Set<When> whens,
        List<String> exclude,
        boolean uninstall,
        boolean definitions) {
    private static final Set<String> KEYS = Set.of(
            "expect", "code", "message", "cure", "source", "target", "when", "exclude", "uninstall", "definitions");

    CaseProperties {
        whens = Set.copyOf(whens);
        exclude = List.copyOf(exclude);
    }

    /** Throws {@link IllegalArgumentException} for anything that cannot have been meant. */
    static CaseProperties parse(String text) {
        Properties values = load(text);
        var unknown = new TreeSet<>(values.stringPropertyNames());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown keys " + unknown + "; there are " + new TreeSet<>(KEYS));
        }
        var expect = Expectation.valueOf(upper(values.getProperty("expect", "equal")));
        String message = values.getProperty("message", "");
        String code = values.getProperty("code", expect == Expectation.REFUSED ? "PREFLIGHT_FAILED" : "");
        boolean fails = expect != Expectation.EQUAL;
        if (fails == code.isEmpty() || fails == message.isEmpty()) {
            throw new IllegalArgumentException("refused and stops need a message, stops a code too; equal has neither");
        }
        return new CaseProperties(
                expect,
                code.isEmpty() ? null : ErrorCode.valueOf(code),
                message,
                values.getProperty("cure", ""),
                range(values.getProperty("source")),
                range(values.getProperty("target")),
                whens(values.getProperty("when", "copying,following")),
                list(values.getProperty("exclude", "")),
                Boolean.parseBoolean(values.getProperty("uninstall", "false")),
                !values.getProperty("definitions", "equal").equals("differ"));
    }

    /** The tables that take part. */
    TableFilter tables() {
        return new TableFilter(List.of(), List.of(), List.of(), exclude);
    }

    private static Properties load(String text) {
        var values = new Properties();
        try {
            values.load(new StringReader(text));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
        return values;
    }

    private static MajorRange range(@Nullable String text) {
        return text == null ? MajorRange.ALL : MajorRange.parse(text);
    }

    private static Set<When> whens(String text) {
        var whens = EnumSet.noneOf(When.class);
        list(text).forEach(name -> whens.add(When.valueOf(upper(name))));
        return whens;
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static String upper(String text) {
        return text.strip().toUpperCase(Locale.ROOT);
    }
}
