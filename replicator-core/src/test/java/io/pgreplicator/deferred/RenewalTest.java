package io.pgreplicator.deferred;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.deferred.Definition.Kind;
import io.pgreplicator.sql.QualifiedName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RenewalTest {
    private static final QualifiedName TABLE = new QualifiedName("public", "t");
    private static final String FORM = "CHECK ((n > 0)) NOT VALID";

    private static Renewal.Key key(String name) {
        return new Renewal.Key(Kind.CHECK, TABLE, name);
    }

    private static Renewal of(@Nullable String known, String own, Map<String, String> present, boolean sameWords) {
        var sources = new HashMap<Renewal.Key, Renewal.Present>();
        present.forEach((name, form) -> sources.put(key(name), new Renewal.Present(key(name), form, null)));
        var off = new Renewal.Off(1, key("c"), "", false, known, own);
        return Renewal.of(off, sources, Set.of(off.key()), sameWords);
    }

    @Test
    void whatTheSourceHadAndHasNoMoreIsGoneAndWhatItNeverHadIsKept() {
        assertThat(of(FORM, FORM, Map.of(), true).outcome()).isEqualTo(Renewal.Outcome.GONE);
        assertThat(of(null, FORM, Map.of(), true).outcome()).isEqualTo(Renewal.Outcome.KEPT);
        assertThat(of("", FORM, Map.of(), true).isOfTargetAlone()).isTrue();
    }

    @Test
    void anotherFormOrNameOfTheSourceIsWhatComesBack() {
        assertThat(of(FORM, FORM, Map.of("c", "CHECK ((n > 0))"), false).outcome())
                .isEqualTo(Renewal.Outcome.RENEWED);
        assertThat(of(FORM, FORM, Map.of("d", FORM), true).present())
                .isEqualTo(new Renewal.Present(key("d"), FORM, null));
    }

    @Test
    void theTargetsOwnFormIsKeptAndComparedOnlyInTheSameWords() {
        Map<String, String> source = Map.of("c", FORM);
        assertThat(of(null, "CHECK ((n > 1))", source, true).outcome()).isEqualTo(Renewal.Outcome.KEPT_OTHER);
        assertThat(of(null, "CHECK ((n > 1))", source, false).outcome()).isEqualTo(Renewal.Outcome.KEPT);
        assertThat(of(FORM, FORM, source, true).outcome()).isEqualTo(Renewal.Outcome.KEPT);
    }
}
