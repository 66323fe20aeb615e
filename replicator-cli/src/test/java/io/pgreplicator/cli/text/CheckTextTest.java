package io.pgreplicator.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.cli.console.Paint;
import io.pgreplicator.telemetry.CheckReport;
import io.pgreplicator.telemetry.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckTextTest {
    @Test
    void putsTheCureBeneathAndCountsAtTheEnd() {
        String text = CheckText.of(
                CheckReport.ofBoth(List.of(
                        Finding.pass("source", "PostgreSQL 15.14 answers"),
                        Finding.warn("target", "autovacuum is off", "Turn it on after the copy."),
                        Finding.fail(
                                "public.log", "no usable key", "ALTER TABLE public.log\n  ADD PRIMARY KEY (id);"))),
                Paint.NONE);
        assertThat(text).isEqualTo("""
                        PASS  source      PostgreSQL 15.14 answers
                        WARN  target      autovacuum is off
                              -> Turn it on after the copy.
                        FAIL  public.log  no usable key
                              -> ALTER TABLE public.log
                                   ADD PRIMARY KEY (id);

                        Not ready: 1 passed, 1 warning, 1 failed. Fix what failed, then check again.""");
    }

    @Test
    void saysThatItIsReady() {
        assertThat(CheckText.of(CheckReport.ofBoth(List.of(Finding.pass("source", "answers"))), Paint.NONE))
                .endsWith("\n\nReady to run: 1 passed, 0 warnings, 0 failed.");
    }

    @Test
    void neverSaysReadyOfASourceAlone() {
        assertThat(CheckText.of(CheckReport.ofSource(List.of(Finding.pass("source", "answers"))), Paint.NONE))
                .endsWith(
                        "\n\nNothing on the source stands in the way: 1 passed, 0 warnings, 0 failed. The target was not"
                                + " looked at: check again with --target before you run.")
                .doesNotContainIgnoringCase("ready");
        assertThat(CheckText.of(CheckReport.ofSource(List.of(Finding.fail("source", "no", ""))), Paint.NONE))
                .contains("\n\nNot ready: ");
    }

    @Test
    void coloursTheWordsOnly() {
        assertThat(CheckText.of(CheckReport.ofBoth(List.of(Finding.pass("source", "answers"))), new Paint(true)))
                .startsWith("\033[32mPASS\033[0m  source  answers\n");
    }
}
