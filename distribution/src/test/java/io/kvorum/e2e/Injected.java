package io.kvorum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a test did to the servers. Only what had its effect is noted, and a test that did nothing fails. */
public final class Injected {
    private static final Logger LOG = LoggerFactory.getLogger(Injected.class);

    private final List<String> faults = new ArrayList<>();

    /** To be called when the fault is seen to be there. */
    public void note(String fault) {
        faults.add(fault);
    }

    /** States what was injected since the last call; fails if nothing was. */
    public void stateAll() {
        LOG.info("injected: {}", faults);
        assertThat(faults).as("faults that this test injected").isNotEmpty();
        faults.clear();
    }
}
