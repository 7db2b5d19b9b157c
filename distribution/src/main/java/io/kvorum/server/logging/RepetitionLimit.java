package io.kvorum.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.HashMap;
import java.util.Map;

/** Lets the first 100 equal messages of a second through, then every hundredth. */
final class RepetitionLimit extends Filter<ILoggingEvent> {
    private static final int SHOWN = 100;
    private static final int MESSAGES_MAX = 4_096;

    private final Map<String, Integer> counts = new HashMap<>();
    private long second;

    @Override
    public synchronized FilterReply decide(ILoggingEvent event) {
        long eventSecond = event.getTimeStamp() / 1_000;
        if (eventSecond != second || counts.size() > MESSAGES_MAX) {
            second = eventSecond;
            counts.clear();
        }
        int count = counts.merge(event.getLevel() + event.getMessage(), 1, Integer::sum);
        return count <= SHOWN || count % SHOWN == 0 ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
}
