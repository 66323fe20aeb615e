package io.pgreplicator.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FilePausePointTest {
    @Test
    @Timeout(10)
    void holdsForEverAtItsPlaceAndOnlyThere(@TempDir Path folder) throws InterruptedException {
        Path sign = folder.resolve("reached");
        var point = FilePausePoint.parse("copy.chunk-committed:" + sign);
        point.reached("elsewhere");
        var work = new Thread(() -> point.reached("copy.chunk-committed"));
        work.setDaemon(true);
        work.start();
        while (Files.notExists(sign)) {
            Thread.sleep(10);
        }
        work.join(100);
        assertThat(work.isAlive()).isTrue();
    }
}
