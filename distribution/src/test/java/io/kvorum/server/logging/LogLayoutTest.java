package io.kvorum.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import org.yaml.snakeyaml.Yaml;

final class LogLayoutTest {
    private final LoggerContext context = new LoggerContext();

    private LoggingEvent event(Level level, String message, Throwable failure) {
        LoggingEvent event = new LoggingEvent(
                LogLayoutTest.class.getName(), context.getLogger("io.kvorum.test"), level, message, failure, null);
        event.setInstant(Instant.parse("2026-03-04T05:06:07.089123Z"));
        event.setCallerData(
                new StackTraceElement[] {new StackTraceElement("io.kvorum.server.Main", "serve", "Main.java", 42)});
        return event;
    }

    @Test
    void jsonHasEtcdsNamesInEtcdsOrderAndThenTheFields() {
        LoggingEvent event = event(Level.WARN, "apply request took too long", null);
        event.addKeyValuePair(new KeyValuePair("took", "120ms"));
        event.addKeyValuePair(new KeyValuePair("entries", 3));
        event.addKeyValuePair(new KeyValuePair("leader", true));
        assertThat(new JsonLayout().doLayout(event))
                .matches("\\{\"level\":\"warn\",\"ts\":\"2026-03-0[345]T\\d\\d:\\d\\d:07\\.089123(Z|[+-]\\d{4})\","
                        + "\"caller\":\"server/Main\\.java:42\",\"msg\":\"apply request took too long\","
                        + "\"took\":\"120ms\",\"entries\":3,\"leader\":true}\n");
    }

    @Test
    void whateverAMessageHoldsItIsOneLineOfJson() {
        String message = "quote \" backslash \\ new\nline tab\t return\r bell\u0007 ünïcode";
        String line = new JsonLayout().doLayout(event(Level.ERROR, message, new IllegalStateException("why")));
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        Map<String, Object> parsed = new Yaml().load(line);
        assertThat(parsed).containsEntry("msg", message).containsEntry("level", "error");
        assertThat((String) parsed.get("stacktrace")).startsWith("java.lang.IllegalStateException: why\n");
    }

    @Test
    void linesForPeopleHaveTimeSeverityMessageAndFields() {
        LoggingEvent event = event(Level.INFO, "starting", null);
        event.addKeyValuePair(new KeyValuePair("name", "n1"));
        assertThat(new ConsoleLayout().doLayout(event))
                .matches("2026-03-0[345] \\d\\d:\\d\\d:07\\.089 INFO  starting  name=n1\n");
    }

    @Test
    void theFirstHundredEqualMessagesOfASecondAreShownThenEveryHundredth() {
        RepetitionLimit limit = new RepetitionLimit();
        int shown = 0;
        for (int i = 0; i < 1_000; i++) {
            shown += limit.decide(event(Level.INFO, "again", null)) == FilterReply.NEUTRAL ? 1 : 0;
        }
        assertThat(shown).isEqualTo(100 + 9);
        assertThat(limit.decide(event(Level.INFO, "another", null))).isEqualTo(FilterReply.NEUTRAL);
        LoggingEvent later = event(Level.INFO, "again", null);
        later.setInstant(Instant.parse("2026-03-04T05:06:08Z"));
        assertThat(limit.decide(later)).isEqualTo(FilterReply.NEUTRAL);
    }
}
