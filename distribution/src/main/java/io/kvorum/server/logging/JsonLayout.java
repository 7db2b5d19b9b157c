package io.kvorum.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/** One JSON object per line with etcd's names: {@code level}, {@code ts}, {@code caller}, {@code msg}, then fields. */
final class JsonLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
    private static final DateTimeFormatter ZONED = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxx");

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(256).append('{');
        field(line, "level", levelName(event.getLevel()));
        field(line, "ts", time(event));
        field(line, "caller", caller(event));
        field(line, "msg", event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                value(line, pair.key, pair.value);
            }
        }
        if (event.getThrowableProxy() != null) {
            field(line, "stacktrace", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.append("}\n").toString();
    }

    private static String levelName(Level level) {
        return level.toString().toLowerCase(Locale.ROOT);
    }

    private static String time(ILoggingEvent event) {
        ZonedDateTime time = event.getInstant().atZone(ZoneId.systemDefault());
        return (time.getOffset().equals(ZoneOffset.UTC) ? UTC : ZONED).format(time);
    }

    private static String caller(ILoggingEvent event) {
        StackTraceElement[] frames = event.getCallerData();
        if (frames == null || frames.length == 0) {
            return event.getLoggerName();
        }
        String type = frames[0].getClassName();
        String[] packages = type.split("\\.");
        String last = packages.length > 1 ? packages[packages.length - 2] + "/" : "";
        return last + frames[0].getFileName() + ":" + frames[0].getLineNumber();
    }

    private static void value(StringBuilder line, String name, Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            key(line, name).append(value);
        } else {
            field(line, name, String.valueOf(value));
        }
    }

    private static void field(StringBuilder line, String name, String value) {
        quote(key(line, name), value);
    }

    private static StringBuilder key(StringBuilder line, String name) {
        if (line.length() > 1) {
            line.append(',');
        }
        return quote(line, name).append(':');
    }

    private static StringBuilder quote(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\t' -> line.append("\\t");
                case '\r' -> line.append("\\r");
                default -> {
                    if (character < 0x20) {
                        line.append(String.format("\\u%04x", (int) character));
                    } else {
                        line.append(character);
                    }
                }
            }
        }
        return line.append('"');
    }
}
