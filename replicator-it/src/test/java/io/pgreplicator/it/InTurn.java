package io.pgreplicator.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Each test method of the class is run on one of so many days, so that a build stays short and all of them are run in time; with {@code
 * -Dfault.all=true} all are.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(InTurn.Turn.class)
public @interface InTurn {

    /** On one of how many days each method has its turn. */
    int days() default 4;

    /** Stateless, thread-safe. */
    final class Turn implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return context.getTestMethod()
                    .map(method -> ofMethod(method.getName(), context.getRequiredTestClass()))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("some of the methods have their turn"));
        }

        private static ConditionEvaluationResult ofMethod(String name, Class<?> type) {
            int days = AnnotationSupport.findAnnotation(type, InTurn.class)
                    .map(InTurn::days)
                    .orElseThrow();
            return Today.hasTurn(name.hashCode(), days)
                    ? ConditionEvaluationResult.enabled("it is its turn")
                    : ConditionEvaluationResult.disabled(
                            "it is the turn of others: one day in " + days + ", or -Dfault.all=true");
        }
    }
}
