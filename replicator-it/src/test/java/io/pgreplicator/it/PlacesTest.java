package io.pgreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.runtime.PausePoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pause point that was added must be struck and slept at, or have a reason why not. */
class PlacesTest {
    @Test
    void faultsStrikeAtEveryPlaceOrThereIsAReason() {
        assertThat(together(List.of(Places.ALL, Places.NOT_STRUCK.keySet())))
                .containsExactlyInAnyOrder(PausePoint.values());
    }

    @Test
    void leadersFallAsleepAtEveryPlaceOrThereIsAReason() {
        assertThat(together(
                        List.of(Places.OF_SLEEP, Places.OF_REPAIR, Places.OF_UNINSTALL, Places.NOT_ASLEEP.keySet())))
                .containsExactlyInAnyOrder(PausePoint.values());
    }

    @Test
    void everyReasonIsGiven() {
        assertThat(together(List.of(Places.NOT_STRUCK.values(), Places.NOT_ASLEEP.values())))
                .noneMatch(String::isBlank);
    }

    private static <T> List<T> together(List<Collection<? extends T>> parts) {
        var all = new ArrayList<T>();
        parts.forEach(all::addAll);
        return all;
    }
}
