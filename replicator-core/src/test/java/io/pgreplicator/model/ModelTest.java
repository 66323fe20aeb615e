package io.pgreplicator.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.model.search.FoundPart;
import io.pgreplicator.model.search.Search;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The design holds in every interleaving of the model, and each of its rules is needed. {@code -Dmodel.wide=true} explores
 * wider bounds for some minutes; {@code -Dupdate-docs=true} rewrites what docs/model/README.md shows.
 */
@Timeout(1800)
class ModelTest {
    /** What a user would see. That a log row went too early counts only by what comes of it. */
    private static final Set<Invariant> HARM =
            EnumSet.of(Invariant.EQUAL_AFTER_A_ROUND, Invariant.EQUAL_AT_THE_END, Invariant.NO_KEY_TWICE);

    private static final Map<Scope, Search.Result> CORRECT = new EnumMap<>(Scope.class);
    private static final Map<Rule, Search.Result> BROKEN = new EnumMap<>(Rule.class);

    @ParameterizedTest
    @EnumSource
    void everyInvariantHoldsInEveryInterleaving(Scope scope) {
        Search.Result result = Boolean.getBoolean("model.wide") ? explore(scope.wideBounds()) : correct(scope);
        assertThat(result.trace()).as(scope.sentence()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void breakingARuleLosesOrDuplicatesRows(Rule rule) {
        assertThat(broken(rule).trace()).as(rule.sentence()).isNotEmpty();
    }

    @Test
    void theDocumentShowsWhatIsFound() throws IOException {
        String rows = Stream.of(Scope.values())
                .map(scope -> FoundPart.row(scope, scope.sentence(), correct(scope)))
                .collect(Collectors.joining());
        String rules = Stream.of(Rule.values())
                .map(rule -> FoundPart.counterexample(rule.sentence(), rule.reason(), broken(rule)))
                .collect(Collectors.joining());
        new FoundPart("found", ModelTest.class).check(FoundPart.of(rows, rules));
    }

    private static Search.Result correct(Scope scope) {
        return CORRECT.computeIfAbsent(scope, key -> explore(key.bounds()));
    }

    private static Search.Result explore(Bounds bounds) {
        return Search.explore(Model.correct(bounds), EnumSet.allOf(Invariant.class));
    }

    private static Search.Result broken(Rule rule) {
        return BROKEN.computeIfAbsent(
                rule, key -> Search.explore(new Model(key.shownIn().bounds(), Set.of(key)), HARM));
    }
}
