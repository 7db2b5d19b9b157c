package io.kvorum.transport.http;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings of the transport, validated.
 *
 * @param origins origins whose pages may read answers (H80)
 * @param hosts host names under which the server answers (H82)
 * @param gateway whether the JSON gateway is there
 * @param messageBytesMax longest request in its binary form (H31)
 * @param idleTimeout how long a connection may stay silent between and within requests (H5)
 */
record HttpSettings(
        Set<String> origins, Set<String> hosts, boolean gateway, int messageBytesMax, Duration idleTimeout) {
    /** The member of a list that stands for everything. */
    static final String ALL = "*";

    static final ConfigKey<String> CORS = ConfigKey.text(
                    "cors", ALL, "Origins whose web pages may read answers, as URLs separated by commas; * allows all.")
            .withPlainName();

    static final ConfigKey<String> HOST_WHITELIST = ConfigKey.text(
                    "host-whitelist",
                    ALL,
                    "Host names under which plain HTTP requests are answered, separated by commas; * allows all.")
            .withPlainName();

    static final ConfigKey<Boolean> GATEWAY = ConfigKey.bool(
                    "enable-grpc-gateway", true, "Whether the services are reachable as JSON under /v3/.")
            .withPlainName();

    static final List<ConfigKey<?>> KEYS = List.of(CORS, HOST_WHITELIST, GATEWAY);

    /** A JSON text may be this many times longer than what it says in binary form: base64, names, blanks. */
    private static final int JSON_FACTOR = 3;

    static HttpSettings of(Config config, int messageBytesMax) {
        return new HttpSettings(
                list(config.get(CORS)),
                list(config.get(HOST_WHITELIST)),
                config.get(GATEWAY),
                messageBytesMax,
                Duration.ofMinutes(5));
    }

    /** The longest body that is read at all. */
    int bodyBytesMax() {
        return (int) Math.min((long) messageBytesMax * JSON_FACTOR, Integer.MAX_VALUE);
    }

    private static Set<String> list(String text) {
        Set<String> members = new TreeSet<>();
        Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(member -> !member.isEmpty())
                .forEach(members::add);
        return members;
    }
}
