package io.pgreplicator.model.cutover;

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
 * At most one side accepts writes, and none that was acknowledged is lost, in every interleaving of the model; and each of its rules is
 * needed. {@code -Dmodel.wide=true} explores wider bounds for some minutes; {@code -Dupdate-docs=true} rewrites what
 * docs/model/README.md shows.
 */
@Timeout(1800)
class SwitchModelTest {
    private static final Set<Invariant> ALL = EnumSet.allOf(Invariant.class);
    /** What is shown of a rule if breaking it can lead there. */
    private static final Set<Invariant> WORST = EnumSet.of(Invariant.ONE_SIDE, Invariant.NOTHING_LOST);

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
    void breakingARuleDoesHarm(Rule rule) {
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
        new FoundPart("switch", SwitchModelTest.class).check(FoundPart.of(rows, rules));
    }

    private static Search.Result correct(Scope scope) {
        return CORRECT.computeIfAbsent(scope, key -> explore(key.bounds()));
    }

    private static Search.Result explore(Bounds bounds) {
        return Search.explore(SwitchModel.correct(bounds), ALL);
    }

    private static Search.Result broken(Rule rule) {
        return BROKEN.computeIfAbsent(rule, key -> {
            Search.Result worst = broken(key, WORST);
            return worst.trace().isEmpty() ? broken(key, ALL) : worst;
        });
    }

    private static Search.Result broken(Rule rule, Set<Invariant> watched) {
        return Search.explore(new SwitchModel(rule.shownIn().bounds(), Set.of(rule)), watched);
    }
}
