package io.pgreplicator.error;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Advice that is given in several places. None of it tells the operator to change rows of the target by hand. What starts a migration from
 * scratch is said by what is here alone, because its commands go from the given source to the given target, whatever direction the text is
 * of: after a cutover that is over the side that takes writes. Stateless, thread-safe.
 */
public final class Cures {
    /** How to start a migration from scratch. The check shows which tables hold rows and the SQL that empties them. */
    public static final String START_ANEW =
            "run 'replicator uninstall --force', then 'replicator check', which names the"
                    + " tables of the target that hold rows and the SQL to look at them and to empty them, then 'replicator run',"
                    + " which copies them anew.";

    /** How to begin with other databases, once the replicator is off both. */
    public static final String BEGIN_ANEW = "then begin anew: 'replicator check' says how.";

    /** Before statements for tables of the target that are copied already. */
    public static final String COPY_ANEW =
            "Run 'replicator uninstall' first, for these tables are to be copied anew. Then:\n";

    private static final String BEFORE_THAT_CHECK = " Before that check, on the target: ";

    /** A statement failed on the target: its cause may be a row of the source. */
    public static final String OF_TARGET =
            "If a setting, a privilege or a definition of the target causes it, fix that. If rows"
                    + " cause it, look at the same rows on the source: they come from there, so fix them there, and never by hand on"
                    + " the target. Then run the command again: it resumes where it left off.";

    /** The target rejects rows. */
    public static final String OF_ROWS =
            "Look at these rows on the source: fix them there, or make the target's constraint,"
                    + " type or trigger that rejects them like the source's. Do not change or delete rows on the target.";

    /** The target lacks rows that were copied to it. */
    public static final String BRING_ROWS =
            "Run 'replicator run --repair': it compares every row and brings what is missing.";

    /** Rows of the target may differ from the source's. */
    public static final String BRING_DIFFERENCES =
            "Run 'replicator run --repair': it compares every row and brings what differs.";

    private static final String NEVER_AGAIN =
            "do not run 'replicator run' with the same two databases afterwards: it would copy the"
                    + " former side over the present one.";

    private static final String GIVE_UP_THE_WAY_BACK =
            "run 'replicator uninstall --force' to give up the way back: the side that applications write to keeps every row. "
                    + sentence(NEVER_AGAIN);

    /** With the words around it that say that a migration starts from scratch. */
    private static final Pattern ANEW =
            Pattern.compile("(?:(?:([Mm])ake the same change on the (?:source|target) and )?([Ss])tart over: )?"
                    + Pattern.quote(START_ANEW)
                    + "(?: Before that check, on the (?:source|target): (?:[^\n\"]|\"[^\"]*\")*)?");

    /** {@link #START_ANEW}, where the target needs other names before: they are in these statements, on one line, and end the text. */
    public static String startAnewAfter(String statements) {
        return START_ANEW + BEFORE_THAT_CHECK + statements;
    }

    /**
     * A text with such advice while changes go back, since a cutover: what starts a migration from scratch would empty the side that
     * applications write to, and the cutover goes back as well. It may be turned already, and is the same when it goes through here again.
     */
    public static String onTheWayBack(String text) {
        return ANEW.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        "M".equals(found.group(1)) || (found.group(1) == null && "S".equals(found.group(2)))
                                ? sentence(GIVE_UP_THE_WAY_BACK)
                                : GIVE_UP_THE_WAY_BACK))
                .replace(BEGIN_ANEW, "and " + NEVER_AGAIN)
                .replace(COPY_ANEW, "")
                .replace("'replicator cutover'", "'replicator cutover --back'");
    }

    /** What to do when the side that takes writes has to be given no other copy. */
    public static String giveUpTheWayBack() {
        return sentence(GIVE_UP_THE_WAY_BACK);
    }

    /** The cure, which may be empty, and after it this step, which begins with a small letter. */
    public static String then(String cure, String step) {
        return cure.isEmpty() ? sentence(step) : cure + "\nThen " + step;
    }

    private static String sentence(String step) {
        return Character.toUpperCase(step.charAt(0)) + step.substring(1);
    }

    /** Statements on lines of their own, which may be none, and what is to be done after them. */
    public static String after(String statements, String rest) {
        return statements.isEmpty() ? rest : statements + "\nThen:\n" + rest;
    }

    private Cures() {}
}
