package io.pgreplicator.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MigrationTest {
    private static final Path MAIN = Path.of(System.getProperty("basedir", "")).resolve("src/main");
    private static final Pattern MOVES_THE_WATERMARK = Pattern.compile("(?i)(SET|,)\\s*watermark\\s*=");
    private static final UUID ID = new UUID(0, 1);

    private static Migration at(@Nullable String watermark) {
        return new Migration(ID, watermark, 3, new Heartbeat("today", 7, 1), 0, "today", null);
    }

    private static SourceState source(long heartbeats, long nextTransaction) {
        return new SourceState("today", heartbeats, ID, nextTransaction, 3);
    }

    @Test
    void aSourceThatHasAllItsTransactionsLostNothing() {
        assertThat(at("10:15:12").loss(source(7, 15))).isEmpty();
        assertThat(at("10:15:12").loss(source(8, 20))).isEmpty();
    }

    @Test
    void aSourceWhoseNextTransactionWasThereBeforeLostSome() {
        assertThat(at("10:15:12").loss(source(7, 14)))
                .hasValueSatisfying(loss -> assertThat(loss.code()).isEqualTo(ErrorCode.SOURCE_WENT_BACK));
    }

    @Test
    void aSourceThatCountsFewerHeartbeatsThanTheTargetRemembersLostSome() {
        assertThat(at("10:15:12").loss(source(6, 15)))
                .hasValueSatisfying(loss -> assertThat(loss.code()).isEqualTo(ErrorCode.SOURCE_WENT_BACK));
        assertThat(at(null).loss(source(6, 1)))
                .as("chunks alone may have brought rows")
                .isPresent();
        assertThat(at(null).loss(source(7, 1))).isEmpty();
    }

    @Test
    void theWatermarkIsMovedInOnePlace() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            List<String> places = files.filter(Files::isRegularFile)
                    .flatMap(file ->
                            MOVES_THE_WATERMARK.matcher(read(file)).results().map(found -> file))
                    .map(file -> String.valueOf(file.getFileName()))
                    .toList();
            assertThat(places).containsExactly("Migration.java");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
