package io.pgreplicator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.telemetry.VerifyReport.Kind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A difference is genuine by the version of one side, or because nothing of the row is in transit; and by nothing else. */
class SuspectTest {
    private static final String EARLY = "100:100:";
    private static final String LATER = "110:110:";
    private static final String LAST = "120:120:";

    private final Suspect suspect = new Suspect(List.of("7"), true);

    @Test
    void equalRowsAreEqualAtOnce() {
        assertThat(judged(target(EARLY, "t1", "a"), source(LATER, "s1", "a"), false))
                .isEmpty();
        assertThat(judged(gone(EARLY), gone(LATER), false)).isEmpty();
    }

    @Test
    void theSameVersionBeforeAndAfterIsJudgedOnceTheWatermarkCoversTheFirstLook() {
        assertThat(undecided(target(EARLY, "t1", "b"), source(LATER, "s1", "a")))
                .isTrue();
        assertThat(undecided(target(EARLY, "t1", "b"), source(LATER, "s1", "a")))
                .as("the watermark is older than the first look")
                .isTrue();
        assertThat(judged(target(LATER, "t1", "b"), source(LAST, "s1", "a"), false))
                .contains(Kind.DIFFERENT);
    }

    @Test
    void aMissingRowIsFoundByTheVersionOfTheSource() {
        assertThat(undecided(gone(EARLY), source(LATER, "s1", "a"))).isTrue();
        assertThat(judged(gone(LAST), source(LAST, "s1", "a"), false)).contains(Kind.MISSING);
    }

    @Test
    void anotherVersionProvesNothingThoughItsRowIsTheSame() {
        assertThat(undecided(target(EARLY, "t1", "b"), source(LATER, "s1", "a")))
                .isTrue();
        assertThat(undecided(target(LAST, "t1", "b"), source(LAST, "s2", "a"))).isTrue();
    }

    @Test
    void anExtraRowIsFoundByTheVersionOfTheTarget() {
        assertThat(undecided(target(EARLY, "t1", "b"), gone(LATER))).isTrue();
        assertThat(judged(target(LATER, "t1", "b"), gone(LAST), false)).contains(Kind.EXTRA);
    }

    @Test
    void aRowThatWasWrittenAgainOnTheTargetIsNotExtra() {
        assertThat(undecided(target(EARLY, "t1", "b"), gone(LATER))).isTrue();
        assertThat(undecided(target(LATER, "t2", "b"), gone(LAST))).isTrue();
    }

    @Test
    void theVersionOfTheTargetSaysNothingWhereRowsAreNotRewritten() {
        var kept = new Suspect(List.of("7"), false);
        assertThat(kept.judge(target(EARLY, "t1", "b"), gone(LATER), false)).isEmpty();
        assertThat(kept.judge(target(LATER, "t1", "b"), gone(LAST), false)).isEmpty();
    }

    @Test
    void whatIsNotPendingIsJudgedAtOnceWhileTheWatermarkStays() {
        assertThat(judged(target(EARLY, "t1", "b"), source(LATER, "s1", "a"), true))
                .contains(Kind.DIFFERENT);
        assertThat(new Suspect(List.of("8"), true).judge(target(null, "t1", "b"), gone(LATER), true))
                .map(Suspect.Verdict::kind)
                .contains(Optional.of(Kind.EXTRA));
    }

    @Test
    void whatIsPendingIsNeverGenuine() {
        Sight pending = new Sight(LATER, "", false, List.of("7"), "s1", "a", true);
        assertThat(undecided(target(EARLY, "t1", "b"), pending)).isTrue();
        assertThat(suspect.judge(target(LAST, "t1", "b"), pending, true)).isEmpty();
        assertThat(suspect.isPending()).isTrue();
        assertThat(suspect.giveUp(false)).isEqualTo(Kind.PENDING);
    }

    @Test
    void aRefusedRowIsCalledSo() {
        assertThat(judged(refused(EARLY), source(LATER, "s1", "a"), true)).contains(Kind.REFUSED);
    }

    @Test
    void aHotRowMovesOnceWhatItWasIsApplied() {
        assertThat(undecided(target(EARLY, "t1", "b"), source(LATER, "s1", "a")))
                .isTrue();
        assertThat(undecided(target(EARLY, "t1", "b"), source(LAST, "s2", "c"))).isTrue();
        assertThat(suspect.giveUp(false)).as("nothing is applied").isEqualTo(Kind.PENDING);
        assertThat(undecided(target(LAST, "t2", "d"), source(LAST, "s3", "e"))).isTrue();
        assertThat(suspect.giveUp(false)).isEqualTo(Kind.MOVING);
        assertThat(suspect.giveUp(true)).as("nobody carries its change").isEqualTo(Kind.PENDING);
    }

    @Test
    void aHotRowThatTheTargetRefusesDoesNotMove() {
        assertThat(undecided(refused(EARLY), source(LATER, "s1", "a"))).isTrue();
        assertThat(undecided(refused(LATER), source(LAST, "s2", "c"))).isTrue();
        assertThat(undecided(refused(LAST), source(LAST, "s3", "e"))).isTrue();
        assertThat(suspect.isMoving()).isTrue();
        assertThat(suspect.giveUp(false)).isEqualTo(Kind.REFUSED);
        assertThat(undecided(target(LAST, "t2", "b"), source(LAST, "s4", "f"))).isTrue();
        assertThat(suspect.giveUp(false)).as("it was applied").isEqualTo(Kind.MOVING);
    }

    @Test
    void afterARestartAllLooksAreForgotten() {
        assertThat(undecided(target(EARLY, "t1", "b"), source(EARLY, "s1", "a")))
                .isTrue();
        suspect.forget();
        assertThat(undecided(target(LATER, "t1", "b"), source(LAST, "s1", "a"))).isTrue();
    }

    @Test
    void isNamedByTheKeyOfTheSource() {
        assertThat(suspect.name()).containsExactly("7");
        assertThat(undecided(target(EARLY, "t1", "b"), new Sight(LATER, "", false, List.of("7.0"), "s1", "a", false)))
                .isTrue();
        assertThat(suspect.name()).containsExactly("7.0");
    }

    private Optional<Kind> judged(Sight target, Sight source, boolean quiet) {
        return suspect.judge(target, source, quiet).orElseThrow().kind();
    }

    private boolean undecided(Sight target, Sight source) {
        return suspect.judge(target, source, false).isEmpty();
    }

    private static Sight target(@Nullable String watermark, String version, String hash) {
        return new Sight(watermark, "", false, List.of("7"), version, hash, false);
    }

    private static Sight refused(String watermark) {
        return new Sight(watermark, "", false, List.of("7"), "t1", "b", true);
    }

    private static Sight source(String snapshot, String version, String hash) {
        return new Sight(snapshot, "", false, List.of("7"), version, hash, false);
    }

    private static Sight gone(String seen) {
        return new Sight(seen, "", false, null, null, null, false);
    }
}
