package io.kvorum.transport.grpc.peer.connection;

import io.kvorum.spi.runtime.Clock;
import io.kvorum.spi.runtime.Metrics;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells the operator of strays: one line in a minute for each host and kind, and no more than {@value #LINES_MAX} in all.
 * The others are counted, and their number is told with the next minute's first. Any thread.
 */
final class StrayLog {
    static final int LINES_MAX = 16;
    private static final long PERIOD_NANOSECONDS = Duration.ofMinutes(1).toNanos();

    private final Metrics metrics;
    private final Clock clock;
    private final Consumer<String> lines;
    private final Set<String> told = new HashSet<>();
    private long periodBegan;
    private int untold;

    StrayLog(Metrics metrics, Clock clock, Consumer<String> lines) {
        this.metrics = metrics;
        this.clock = clock;
        this.lines = lines;
        this.periodBegan = clock.nanoseconds();
    }

    void note(Stray stray, SocketAddress origin) {
        metrics.counter(
                        "kvorum_peer_strays_total",
                        "Connections and calls at the peer port that no member made.",
                        "kind",
                        stray.kind().label())
                .increment();
        String host = origin instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress().getHostAddress()
                : String.valueOf(origin);
        String line = line(stray, host);
        if (!line.isEmpty()) {
            lines.accept(line);
        }
    }

    private synchronized String line(Stray stray, String host) {
        String before = "";
        long now = clock.nanoseconds();
        if (now - periodBegan >= PERIOD_NANOSECONDS) {
            before = untold == 0 ? "" : " (" + untold + " others before, only counted)";
            periodBegan = now;
            untold = 0;
            told.clear();
        }
        if (told.size() >= LINES_MAX || !told.add(stray.kind() + " " + host)) {
            untold++;
            return "";
        }
        return "refused what came from " + host + " to the peer port, which is for members only: " + stray.description()
                + before;
    }
}
