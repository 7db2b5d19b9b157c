package io.kvorum.tck;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.jupiter.api.DynamicTest;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/**
 * Proves a test of a contract: it passes for a right part and fails for one that breaks the rule. Both are given as
 * classes that extend the contract.
 */
public final class ContractRun {
    private ContractRun() {}

    /** A test that {@code test}, a method of the contract, passes for {@code right} and fails for {@code wrong}. */
    public static DynamicTest notices(Class<?> right, Class<?> wrong, String test) {
        return dynamicTest(wrong.getSimpleName() + " fails " + test, () -> {
            run(right, test).assertStatistics(counts -> counts.started(1).succeeded(1));
            run(wrong, test).assertStatistics(counts -> counts.started(1).failed(1));
        });
    }

    private static Events run(Class<?> contract, String test) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(contract, test))
                .execute()
                .testEvents();
    }
}
