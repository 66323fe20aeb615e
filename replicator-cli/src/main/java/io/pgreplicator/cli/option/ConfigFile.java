package io.pgreplicator.cli.option;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.pgreplicator.error.ConfigException;
import io.pgreplicator.error.NearestName;
import io.pgreplicator.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads the configuration file: YAML with a fixed set of keys. Every problem is collected with its file and line; the rest
 * is read nevertheless. Confined to one thread.
 */
final class ConfigFile {
    private static final List<String> LISTS = List.of("schemas", "exclude-schemas", "tables", "exclude-tables");
    private static final List<String> DATABASES = List.of("source", "target");
    private static final String SETTINGS = "settings";

    /** No file: specifies nothing. */
    static final ConfigFile NONE = new ConfigFile(Path.of(""), List.of());

    private final Path path;
    private final List<Problem> problems;
    private final Map<String, String> databases = new HashMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();

    private ConfigFile(Path path, List<Problem> problems) {
        this.path = path;
        this.problems = problems;
    }

    /** Reads the file and adds its problems. Throws {@link ConfigException} for a file that is not YAML. */
    static ConfigFile read(Path path, List<Problem> problems) {
        var file = new ConfigFile(path, problems);
        try (JsonParser parser = new YAMLFactory().createParser(Files.readString(path))) {
            file.readDocument(parser);
        } catch (JsonProcessingException e) {
            throw file.notYaml(e);
        } catch (NoSuchFileException e) {
            throw unreadable(path, "does not exist");
        } catch (IOException e) {
            throw unreadable(path, "cannot be read (" + e.getMessage() + ")");
        }
        return file;
    }

    Choices choices() {
        return new Choices(
                databases.get("source"),
                databases.get("target"),
                list("schemas"),
                list("exclude-schemas"),
                list("tables"),
                list("exclude-tables"),
                settings);
    }

    /** A problem with a setting of this file, with the place where that setting was written; other problems unchanged. */
    Problem placed(Problem problem) {
        return problem.settings().stream()
                .filter(settings::containsKey)
                .findFirst()
                .map(key -> problem.at(path + ":" + lines.get(SETTINGS + "." + key)))
                .orElse(problem);
    }

    private List<String> list(String key) {
        return lists.getOrDefault(key, List.of());
    }

    private void readDocument(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            problem(parser, "", "expected 'key: value' lines, such as 'source: service=heroku'");
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            readKey(parser, parser.currentName());
        }
    }

    private void readKey(JsonParser parser, String key) throws IOException {
        boolean first = isFirst(parser, key);
        JsonToken value = parser.nextToken();
        if (DATABASES.contains(key)) {
            String text = scalar(parser, key, value);
            if (text != null && first) {
                databases.put(key, text);
            }
        } else if (LISTS.contains(key)) {
            readList(parser, key, value);
        } else if (key.equals(SETTINGS)) {
            readSettings(parser, SETTINGS, value);
        } else {
            problem(parser, key, "unknown key '" + key + "'" + NearestName.suggestion(key, knownKeys()));
            parser.skipChildren();
        }
    }

    private void readList(JsonParser parser, String key, JsonToken value) throws IOException {
        var items = new ArrayList<String>();
        if (value == JsonToken.START_ARRAY) {
            for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                addItem(items, scalar(parser, key, item));
            }
        } else {
            addItem(items, scalar(parser, key, value));
        }
        lists.put(key, items);
    }

    private static void addItem(List<String> items, @Nullable String item) {
        if (item != null) {
            items.add(item);
        }
    }

    /** Settings may be nested ({@code copy: {streams: 4}}) or dotted ({@code copy.streams: 4}). */
    private void readSettings(JsonParser parser, String prefix, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (value != JsonToken.START_OBJECT) {
            problem(parser, named(prefix), "'" + prefix + "' takes 'key: value' lines");
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = prefix + "." + parser.currentName();
            boolean first = isFirst(parser, key);
            JsonToken inner = parser.nextToken();
            if (inner == JsonToken.START_OBJECT) {
                readSettings(parser, key, inner);
                continue;
            }
            String text = scalar(parser, key, inner);
            if (text != null && first) {
                settings.put(named(key), text);
            }
        }
    }

    private @Nullable String scalar(JsonParser parser, String key, JsonToken value) throws IOException {
        if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
            return parser.getText();
        }
        problem(
                parser,
                named(key),
                value == JsonToken.VALUE_NULL ? "'" + key + "' has no value" : "'" + key + "' takes one value");
        parser.skipChildren();
        return null;
    }

    private boolean isFirst(JsonParser parser, String key) {
        int line = parser.currentTokenLocation().getLineNr();
        Integer former = lines.putIfAbsent(key, line);
        if (former != null) {
            problem(parser, named(key), "'" + key + "' is given twice, first in line " + former);
        }
        return former == null;
    }

    private void problem(JsonParser parser, String key, String what) {
        List<String> about = key.isEmpty() ? List.of() : List.of(key);
        problems.add(
                new Problem(about, path + ":" + parser.currentTokenLocation().getLineNr(), what, ""));
    }

    /** The reason without the excerpt that YAML libraries add, which may contain a password. */
    private ConfigException notYaml(JsonProcessingException failure) {
        String reason = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYAMLException marked) {
                reason = " (" + marked.getProblem() + ")";
            }
        }
        int line = failure.getLocation() == null ? 1 : failure.getLocation().getLineNr();
        return new ConfigException(
                path + ":" + line + ": this is not valid YAML" + reason,
                "Write 'key: value' lines, and put values with special characters in quotes.");
    }

    /** A setting by the key that {@code --set} takes, any other key as written in the file. */
    private static String named(String key) {
        return key.startsWith(SETTINGS + ".") ? key.substring(SETTINGS.length() + 1) : key;
    }

    private static Set<String> knownKeys() {
        Set<String> known = new TreeSet<>(LISTS);
        known.addAll(DATABASES);
        known.add(SETTINGS);
        return known;
    }

    private static ConfigException unreadable(Path path, String what) {
        return new ConfigException(
                "the configuration file " + path + " " + what,
                "Name an existing file that this user may read with --config.");
    }
}
