package io.pgreplicator.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.runtime.PausePoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FilePausePointTest {
    @Test
    @Timeout(10)
    void holdsOnceAtItsPlaceUntilTheFileIsRemoved(@TempDir Path folder) throws IOException, InterruptedException {
        Path sign = folder.resolve("reached");
        var point = FilePausePoint.parse("copy.after-commit:" + sign);
        point.reached(PausePoint.COPY_BEFORE_COMMIT);
        var work = new Thread(() -> point.reached(PausePoint.COPY_AFTER_COMMIT));
        work.setDaemon(true);
        work.start();
        while (Files.notExists(sign)) {
            Thread.sleep(10);
        }
        work.join(100);
        assertThat(work.isAlive()).isTrue();
        Files.delete(sign);
        work.join();
        point.reached(PausePoint.COPY_AFTER_COMMIT);
        assertThat(sign).doesNotExist();
    }
}
