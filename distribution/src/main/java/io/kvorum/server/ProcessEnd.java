package io.kvorum.server;

import io.kvorum.server.wiring.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process after a signal (C81, C83). The virtual machine runs its hooks on SIGINT and SIGTERM and ends with the
 * signal's status, 130 or 143; as process 1 of a container the status is 0.
 */
final class ProcessEnd {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);

    void closeOnSignal(Node node) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "kvorum-stop"));
    }

    private void stop(Node node) {
        boolean byItself = node.halted().toCompletableFuture().isDone();
        if (!byItself) {
            LOG.info("received a signal, shutting down");
        }
        node.close();
        if (!byItself) {
            LOG.info("closed the member");
            if (ProcessHandle.current().pid() == 1) {
                Runtime.getRuntime().halt(0);
            }
        }
    }
}
