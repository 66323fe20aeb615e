package io.pgreplicator.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private static final String ODD = "s3cret, \"it's\\ 50%:@/é; end";

    @Test
    void hidesAKnownValueInEveryFormInWhichItMayBeWritten() {
        Secrets.know(List.of(ODD));
        for (String form : List.of(
                ODD,
                "s3cret%2C%20%22it%27s%5C%2050%25%3A%40%2F%C3%A9%3B%20end",
                "s3cret%2c%20%22it%27s%5c%2050%25%3a%40%2f%c3%a9%3b%20end",
                "s3cret%2C+%22it%27s%5C+50%25%3A%40%2F%C3%A9%3B+end",
                "s3cret, \\\"it's\\\\ 50%:@/é; end",
                "s3cret, \"it''s\\ 50%:@/é; end",
                "s3cret, \"it\\'s\\\\ 50%:@/é; end",
                "s3cret, \"it's\\\\ 50%\\:@/é; end")) {
            assertThat(Secrets.hidden("{user=u, sslpassword=" + form + ", x=1}, " + form))
                    .doesNotContain("s3cret", "50%", "end")
                    .contains("{user=u, sslpassword=", ", x=1}");
        }
    }

    /** Of other languages, tools and markups: each leaves other symbols as they are. */
    @Test
    void hidesWhatAnotherProgramHasWorded() {
        Secrets.know(List.of("p@ss/w%rd x'q&\"b\\é~!"));
        for (String form : List.of(
                // Python: quote, quote of everything, quote_plus, repr, json.dumps, shlex.quote
                "p%40ss/w%25rd%20x%27q%26%22b%5C%C3%A9~%21",
                "p%40ss%2Fw%25rd%20x%27q%26%22b%5C%C3%A9~%21",
                "p%40ss%2Fw%25rd+x%27q%26%22b%5C%C3%A9~%21",
                "'p@ss/w%rd x\\'q&\"b\\\\é~!'",
                "\"p@ss/w%rd x'q&\\\"b\\\\\\u00e9~!\"",
                "'p@ss/w%rd x'\"'\"'q&\"b\\é~!'",
                // JavaScript: encodeURIComponent, encodeURI
                "p%40ss%2Fw%25rd%20x'q%26%22b%5C%C3%A9~!",
                "p@ss/w%25rd%20x'q&%22b%5C%C3%A9~!",
                // PHP: rawurlencode of before 5.3, json_encode
                "p%40ss%2Fw%25rd%20x%27q%26%22b%5C%C3%A9%7E%21",
                "p@ss\\/w%rd x'q&\\\"b\\\\\\u00E9~!",
                // shell: %q, single quotes; SQL; HTML; lower case
                "p@ss/w%rd\\ x\\'q\\&\\\"b\\\\é\\~\\!",
                "'p@ss/w%rd x'\\''q&\"b\\é~!'",
                "'p@ss/w%rd x''q&\"b\\é~!'",
                "p@ss/w%rd x&#39;q&amp;&quot;b\\é~!",
                "p%40ss%2fw%25rd%20x%27q%26%22b%5c%c3%a9~%21")) {
            assertThat(Secrets.hidden("<" + form + "> and on")).matches("<['\"]?\\*{3}['\"]?> and on");
        }
    }

    @Test
    void hidesTheWholeOfAShortValueButNoPartOfAWord() {
        Secrets.know(List.of("zq"));
        assertThat(Secrets.hidden("user zq_owner of zqx with zq/zq, 'zq'"))
                .isEqualTo("user zq_owner of zqx with ***/***, '***'");
    }

    @Test
    void knowsWhatWasTypedHoweverBadlyItIsQuoted() {
        Secrets.knowTyped(
                List.of("--source", "postgresql://u:typed,%2fone@h/d", "--target", "postgresql://u:getippt zwei@h/d"));
        assertThat(Secrets.hidden("'getippt', 'zwei@h/d', typed,%2fone")).isEqualTo("'***', '***@h/d', ***");
        Secrets.knowTyped(List.of("host=h password='third \\' typed' user=u", "password=fourth,typed"));
        assertThat(Secrets.hidden("third \\' typed; fourth,typed")).isEqualTo("***; ***");
    }
}
