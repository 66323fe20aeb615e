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
