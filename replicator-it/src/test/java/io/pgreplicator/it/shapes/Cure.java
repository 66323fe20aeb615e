package io.pgreplicator.it.shapes;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of a message that tells what to do. Immutable.
 *
 * @param place where it is to be run
 * @param later whether only once the target has caught up
 * @param administrator whether by another role than the one that reads the message
 * @param statement the SQL, as it stands there
 */
record Cure(Place place, boolean later, boolean administrator, String statement) {
    private static final Pattern PLACE =
            Pattern.compile("(?i)on the (source|target)(, once [^:]*)?(, as an administrator)?:\\s");
    private static final Pattern STATEMENT = Pattern.compile(
            "\\b(?:ALTER|CREATE|DROP|GRANT|REVOKE|COMMENT|REINDEX|UPDATE|SELECT setval)\\s(?s:.*?);(?=\\s|$)");

    /** A side. */
    enum Place {
        SOURCE,
        TARGET
    }

    /**
     * The statements of a message, in their order. What names no place is meant for the target, unless the message names the source
     * elsewhere.
     */
    static List<Cure> of(String message) {
        var cures = new ArrayList<Cure>();
        Matcher place = PLACE.matcher(message);
        int begin = 0;
        Place side = Place.TARGET;
        boolean later = false;
        boolean administrator = false;
        while (place.find()) {
            add(cures, side, later, administrator, message.substring(begin, place.start()));
            side = Place.valueOf(place.group(1).toUpperCase(java.util.Locale.ROOT));
            later = place.group(2) != null;
            administrator = place.group(3) != null;
            begin = place.end();
        }
        add(cures, side, later, administrator, message.substring(begin));
        return cures;
    }

    private static void add(List<Cure> cures, Place side, boolean later, boolean administrator, String text) {
        Matcher statement = STATEMENT.matcher(text);
        while (statement.find()) {
            cures.add(new Cure(side, later, administrator, statement.group()));
        }
    }

    /** Whether that one does the same, whenever it is to be done. */
    boolean isSame(Cure other) {
        return statement.replace("\"", "").equals(other.statement.replace("\"", ""));
    }

    @Override
    public String toString() {
        return place + (later ? ", later" : "") + (administrator ? ", administrator" : "") + ": " + statement;
    }
}
