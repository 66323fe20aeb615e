package io.pgreplicator.cli.console;

/**
 * Colours text, or leaves it unchanged. Immutable.
 *
 * @param on whether anything is coloured
 */
public record Paint(boolean on) {
    /** Leaves every text unchanged. */
    public static final Paint NONE = new Paint(false);

    public String good(String text) {
        return wrapped("32", text);
    }

    public String warn(String text) {
        return wrapped("33", text);
    }

    public String bad(String text) {
        return wrapped("31", text);
    }

    public String dim(String text) {
        return wrapped("2", text);
    }

    public String bold(String text) {
        return wrapped("1", text);
    }

    private String wrapped(String code, String text) {
        return on ? "\033[" + code + "m" + text + "\033[0m" : text;
    }
}
