package io.kvorum.server.wiring;

import io.kvorum.engine.cluster.OwnRemoval;
import io.kvorum.server.runtime.ThreadedNodeRuntime.Halt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a member that its cluster has removed, in etcd's words. */
final class Removal {
    static final String REASON = OwnRemoval.REASON;

    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);

    private Removal() {}

    static boolean isReasonOf(Halt halt) {
        return halt.reason().startsWith(REASON);
    }

    static void log() {
        LOG.atWarn().addKeyValue("error", REASON).log("server error");
        LOG.warn("data-dir used by this member must be removed");
    }
}
