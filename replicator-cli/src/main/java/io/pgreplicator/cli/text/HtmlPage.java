package io.pgreplicator.cli.text;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A page to attach to a ticket or to print: no script, no link to anywhere, readable in either colour scheme. Stateless, thread-safe.
 */
final class HtmlPage {
    @SuppressWarnings("InlineFormatString") // a page is easier to read where nothing else is
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>%1$s</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; margin: 1rem 0; }
            th, td { border-bottom: 1px solid #8886; padding: .25rem .75rem; text-align: left; vertical-align: top; }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
            .bad { color: #d33; font-weight: 600; }
            .good { color: #080; font-weight: 600; }
            code { font-size: .9em; }
            </style>
            </head>
            <body>
            <h1>%1$s</h1>
            <p class="%2$s">%3$s</p>
            <p>%4$s</p>
            %5$s
            </body>
            </html>
            """;

    private HtmlPage() {}

    /** A page: its title, whether all is well and in which words, a line below, and {@link #section}s. */
    static String of(String title, boolean good, String verdict, String line, String sections) {
        return PAGE.formatted(escaped(title), good ? "good" : "bad", escaped(verdict), escaped(line), sections);
    }

    /** A table with its title; nothing when it has no rows. {@code cells}: as {@link #cells} makes them. */
    static <T> String section(String title, List<T> items, List<String> heads, Function<T, String> cells) {
        return items.isEmpty()
                ? ""
                : "<h2>" + escaped(title) + "</h2>\n<table>\n<tr>"
                        + heads.stream()
                                .map(head -> "<th>" + escaped(head) + "</th>")
                                .collect(Collectors.joining())
                        + "</tr>\n"
                        + items.stream()
                                .map(item -> "<tr>" + cells.apply(item) + "</tr>\n")
                                .collect(Collectors.joining())
                        + "</table>\n";
    }

    /** The cells of a row. */
    static String cells(Object... values) {
        return List.of(values).stream()
                .map(value -> "<td>" + escaped(value.toString()) + "</td>")
                .collect(Collectors.joining());
    }

    /** Text for a page. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("\n", "<br>");
    }
}
