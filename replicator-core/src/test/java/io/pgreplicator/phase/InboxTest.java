package io.pgreplicator.phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgreplicator.config.CutoverOptions;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.config.RunningConfig;
import io.pgreplicator.control.Command;
import io.pgreplicator.control.Command.Verb;
import io.pgreplicator.error.ConfigException;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.runtime.PauseSwitch;
import io.pgreplicator.telemetry.Phase;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationEvent.PhaseStarted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InboxTest {
    private static final UUID ID = UUID.fromString("7d444840-9dc0-11d1-b245-5ffdce74fad2");

    private final List<ReplicationEvent> told = new ArrayList<>();
    private final PauseSwitch pause = new PauseSwitch();
    private final StatusBoard board = new StatusBoard(told::add, pause);
    private final RunningConfig config = new RunningConfig(ReplicatorConfig.builder()
            .source("postgresql://app@localhost/a")
            .target("postgresql://app@localhost/b")
            .build());
    private final Milestones milestones = new Milestones();
    private final Inbox inbox = new Inbox(board, pause, config, milestones);

    @Test
    void aPauseIsThePhaseUntilTheResume() {
        board.enter(Phase.COPYING);
        assertThat(execute(Verb.PAUSE)).startsWith("Paused: chunks");
        assertThat(board.phase()).isEqualTo(Phase.PAUSED);
        assertThat(execute(Verb.PAUSE)).startsWith("It is paused already.");
        assertThat(execute(Verb.RESUME)).isEqualTo("Resumed.");
        assertThat(execute(Verb.RESUME)).isEqualTo("It was not paused.");
        assertThat(told)
                .filteredOn(PhaseStarted.class::isInstance)
                .containsExactly(
                        new PhaseStarted(Phase.COPYING),
                        new PhaseStarted(Phase.PAUSED),
                        new PhaseStarted(Phase.COPYING));
    }

    @Test
    void aPauseBeforeTheCopyHoldsItFromItsBeginning() {
        board.enter(Phase.INSTALLING);
        assertThat(execute(Verb.PAUSE)).startsWith("It will pause before it copies or carries anything.");
        assertThat(board.phase()).isEqualTo(Phase.INSTALLING);
        board.enter(Phase.COPYING);
        assertThat(board.phase()).isEqualTo(Phase.PAUSED);
    }

    @Test
    void aKickNeedsRounds() {
        board.enter(Phase.COPYING);
        assertRefused(Verb.KICK, "it is copying, and rounds begin after that.");
        board.enter(Phase.FOLLOWING);
        assertThat(execute(Verb.KICK)).startsWith("A round begins now");
        execute(Verb.PAUSE);
        assertRefused(Verb.KICK, "it is paused.");
    }

    @Test
    void settingsChangeTogetherOrNotAtAll() {
        assertThat(inbox.execute(Command.set(Map.of("copy.streams", "8", "rounds.max-pause", "2s"))))
                .isEqualTo("Set until it ends: copy.streams=8, rounds.max-pause=2s.");
        assertThat(config.current().copy().streams()).isEqualTo(8);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> inbox.execute(Command.set(Map.of(
                        "copy.streams", "9", "copy.chunk-size", "1MB", "copy.streems", "1", "rounds.max-pause", "x"))))
                .withMessageContainingAll(
                        "copy.chunk-size cannot be changed", "did you mean 'copy.streams'", "rounds.max-pause:");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> inbox.execute(Command.set(Map.of("copy.streams", "9", "rounds.min-pause", "3s"))))
                .withMessage("rounds.min-pause is more than rounds.max-pause");
        assertThat(config.current().copy().streams()).isEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void nothingIsTakenDuringARepair(Verb verb) {
        board.enter(Phase.REPAIRING);
        assertRefused(verb, "it is comparing rows for a repair");
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void nothingIsTakenAfterTheEnd(Verb verb) {
        inbox.close();
        assertRefused(verb, "it has ended.");
    }

    private String execute(Verb verb) {
        return inbox.execute(Command.of(verb));
    }

    private void assertRefused(Verb verb, String reason) {
        assertThatExceptionOfType(ReplicatorException.class)
                .isThrownBy(() -> execute(verb))
                .withMessageStartingWith("The replicator refuses: " + reason)
                .matches(failure -> failure.code() == ErrorCode.COMMAND_REFUSED);
    }

    @Test
    void aCutoverIsTakenWhileItFollowsAndHasNoGoal() {
        Command command = CutoverRequest.command(ID, CutoverOptions.defaults().rehearsing(3));
        board.enter(Phase.COPYING);
        assertRefused(command, "it is copying");
        board.enter(Phase.FOLLOWING);
        execute(Verb.PAUSE);
        assertRefused(command, "it is paused");
        execute(Verb.RESUME);
        assertRefused(CutoverRequest.command(ID, CutoverOptions.defaults().goingBack()), "changes go the other way");

        inbox.execute(command);

        assertThat(milestones.asked().isCommand()).isTrue();
        assertThat(milestones.asked().cutover().id()).isEqualTo(ID);
        assertThat(milestones.asked().cutover().options())
                .isEqualTo(CutoverOptions.defaults().rehearsing(3));
        assertRefused(command, "a cutover is under way");
        milestones.answered(milestones.asked());
        assertThat(milestones.asked().goal()).isEqualTo(Goal.NONE);
    }

    /** A command that waited while nobody took it counts from when it was sent. */
    @Test
    void aCutoverThatWasAskedForLongAgoIsOver() {
        board.enter(Phase.FOLLOWING);
        Command command = CutoverRequest.command(ID, CutoverOptions.defaults());
        inbox.execute(new Command(command.verb(), command.settings(), Duration.ofSeconds(9)));
        assertThat(milestones.asked().cutover().isExpired()).isFalse();
        milestones.answered(milestones.asked());
        inbox.execute(new Command(command.verb(), command.settings(), Duration.ofSeconds(11)));
        assertThat(milestones.asked().cutover().isExpired()).isTrue();
    }

    /** It ends what a former run has begun: a cutover that was taken then would end the run. */
    @Test
    void noCutoverIsTakenWhileTheGateIsClosed() {
        board.enter(Phase.FENCED);
        assertRefused(CutoverRequest.command(ID, CutoverOptions.defaults()), "a cutover is under way");
        assertThat(milestones.asked().goal()).isEqualTo(Goal.NONE);
    }

    @Test
    void aRunThatEndsByItselfTakesNoCutover() {
        board.enter(Phase.FOLLOWING);
        milestones.ask(Goal.CAUGHT_UP);
        assertRefused(CutoverRequest.command(ID, CutoverOptions.defaults()), "--until");
        assertThat(milestones.asked().goal()).isEqualTo(Goal.CAUGHT_UP);
    }

    @Test
    void aCutoverThatAnotherVersionWroteIsRefused() {
        board.enter(Phase.FOLLOWING);
        assertRefused(new Command(Verb.CUTOVER, Map.of("id", "7")), "not understood");
        assertThat(milestones.asked().goal()).isEqualTo(Goal.NONE);
    }

    @Test
    void onlyTheCutoverThatIsUnderWayIsCancelled() {
        board.enter(Phase.FOLLOWING);
        Command cancellation = CutoverRequest.cancellation(ID);
        assertRefused(cancellation, "that cutover is not under way");
        inbox.execute(CutoverRequest.command(ID, CutoverOptions.defaults()));
        assertRefused(CutoverRequest.cancellation(UUID.randomUUID()), "that cutover is not under way");
        assertThat(milestones.asked().cutover().isCancelled()).isFalse();
        inbox.execute(cancellation);
        assertThat(milestones.asked().cutover().isCancelled()).isTrue();
    }

    private void assertRefused(Command command, String reason) {
        assertThatThrownBy(() -> inbox.execute(command))
                .isInstanceOfSatisfying(
                        ReplicatorException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.COMMAND_REFUSED))
                .hasMessageContaining(reason);
    }
}
