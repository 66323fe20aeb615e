package io.pgreplicator.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.cli.Captured;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    @Test
    void printsAboveTheLiveLine() {
        Captured captured = Captured.terminal();
        captured.console().live("half");
        captured.console().print("news");
        captured.console().live("");
        assertThat(captured.text()).isEqualTo("\r\033[Khalf\r\033[Knews\nhalf\r\033[K");
    }

    @Test
    void cutsTheLiveLineBeforeItWraps() {
        Captured captured = Captured.terminal();
        captured.console().live("x".repeat(200));
        assertThat(captured.text()).hasSize("\r\033[K".length() + 79);
    }

    @Test
    void hasNoLiveLineWithoutATerminal() {
        Captured captured = Captured.plain();
        captured.console().live("half");
        captured.console().print("news");
        assertThat(captured.text()).isEqualTo("news\n");
    }
}
