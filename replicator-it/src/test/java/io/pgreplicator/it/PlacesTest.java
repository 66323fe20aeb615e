package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.runtime.PausePoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A pause point that was added must be struck and slept at, or have a reason why not. */
class PlacesTest {
    @Test
    void faultsStrikeAtEveryPlaceOrThereIsAReason() {
        assertThat(together(Places.ALL, Places.NOT_STRUCK.keySet())).containsExactlyInAnyOrder(PausePoint.values());
    }

    @Test
    void leadersFallAsleepAtEveryPlaceOrThereIsAReason() {
        assertThat(together(Places.OF_SLEEP, Places.OF_REPAIR, Places.OF_UNINSTALL, Places.NOT_ASLEEP.keySet()))
                .containsExactlyInAnyOrder(PausePoint.values());
    }

    @Test
    void everyReasonIsGiven() {
        assertThat(together(Places.NOT_STRUCK.values(), Places.NOT_ASLEEP.values()))
                .noneMatch(String::isBlank);
    }

    @SafeVarargs
    private static <T> List<T> together(Collection<? extends T>... parts) {
        var all = new ArrayList<T>();
        Stream.of(parts).forEach(all::addAll);
        return all;
    }
}
