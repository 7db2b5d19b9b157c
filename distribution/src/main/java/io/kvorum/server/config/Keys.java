package io.kvorum.server.config;

import io.kvorum.spi.config.ConfigKey;
import java.time.Duration;
import java.util.List;

/** Kinds of values that etcd's flags have beside the common ones. */
final class Keys {
    private Keys() {}

    static ConfigKey<UrlList> urls(String name, UrlList defaultValue, String doc) {
        return ConfigKey.of(name, "URLs", defaultValue, doc, UrlList::parse);
    }

    static ConfigKey<Long> unsigned(String name, long defaultValue, String doc) {
        return ConfigKey.number(name, defaultValue, 0, Long.MAX_VALUE, doc);
    }

    static ConfigKey<Long> signed(String name, long defaultValue, String doc) {
        return ConfigKey.number(name, defaultValue, Long.MIN_VALUE, Long.MAX_VALUE, doc);
    }

    static ConfigKey<Duration> seconds(String name, long seconds, String doc) {
        return ConfigKey.duration(name, Duration.ofSeconds(seconds), doc);
    }

    static ConfigKey<Duration> milliseconds(String name, long milliseconds, String doc) {
        return ConfigKey.duration(name, Duration.ofMillis(milliseconds), doc);
    }

    /** One of some texts, refused with a message that has the wrong text in it. */
    static ConfigKey<String> oneOf(String name, List<String> texts, String message, String doc) {
        return ConfigKey.of(name, String.join("|", texts), texts.get(0), doc, text -> {
            if (!texts.contains(text)) {
                throw new IllegalArgumentException(message.formatted(text));
            }
            return text;
        });
    }
}
