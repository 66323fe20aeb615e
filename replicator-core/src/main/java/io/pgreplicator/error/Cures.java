package io.pgreplicator.error;

/**
 * Advice that is given in several places. None of it tells the operator to change rows of the target by hand. Stateless,
 * thread-safe.
 */
public final class Cures {
    /** How to start a migration from scratch. The check shows which tables hold rows and the SQL that empties them. */
    public static final String START_ANEW =
            "run 'replicator uninstall --force', then 'replicator check', which names the"
                    + " tables of the target that hold rows and the SQL to look at them and to empty them, then 'replicator run',"
                    + " which copies them anew.";

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

    private static final String GIVE_UP_THE_WAY_BACK =
            "run 'replicator uninstall --force' to give up the way back: the side that applications write to keeps every row. Do not"
                    + " run 'replicator run' with the same two databases afterwards: it would copy the former side over"
                    + " the present one.";

    /**
     * The same advice while changes go back, since a cutover: what starts a migration from scratch would empty the side that
     * applications write to, and the cutover goes back as well.
     */
    public static String onTheWayBack(String cure) {
        return cure.replace(START_ANEW, GIVE_UP_THE_WAY_BACK)
                .replace("'replicator cutover'", "'replicator cutover --back'");
    }

    /** The cure, which may be empty, and after it this step, which begins with a small letter. */
    public static String then(String cure, String step) {
        return cure.isEmpty() ? Character.toUpperCase(step.charAt(0)) + step.substring(1) : cure + "\nThen " + step;
    }

    /** Statements on lines of their own, which may be none, and what is to be done after them. */
    public static String after(String statements, String rest) {
        return statements.isEmpty() ? rest : statements + "\nThen:\n" + rest;
    }

    private Cures() {}
}
