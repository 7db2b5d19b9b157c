package io.kvorum.spi.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One setting: its name, how a text becomes a value, what values are allowed, and its words for the reference page.
 *
 * <p>Immutable; every {@code with…} method returns a new key. Two keys are the same if they are the same object: declare
 * each in a constant.
 *
 * @param <T> type of the value
 */
public final class ConfigKey<T> {
    private final String name;
    private final String type;
    private final String doc;
    private final Function<String, T> parser;
    private final T defaultValue;
    private final boolean required;
    private final boolean secret;
    private final boolean plainName;
    private final Predicate<T> check;
    private final String checkMessage;

    private ConfigKey(
            String name,
            String type,
            String doc,
            Function<String, T> parser,
            T defaultValue,
            boolean required,
            boolean secret,
            boolean plainName,
            Predicate<T> check,
            String checkMessage) {
        this.name = name;
        this.type = type;
        this.doc = doc;
        this.parser = parser;
        this.defaultValue = defaultValue;
        this.required = required;
        this.secret = secret;
        this.plainName = plainName;
        this.check = check;
        this.checkMessage = checkMessage;
    }

    /**
     * A key with a parser of its own.
     *
     * @param name lower-case letters, digits and dashes
     * @param type one word for the reference page, for example {@code duration}
     * @param defaultValue value when nothing is given
     * @param doc one sentence for the reference page, with unit and bounds
     * @param parser throws {@link IllegalArgumentException} with a message for people
     */
    public static <T> ConfigKey<T> of(
            String name, String type, T defaultValue, String doc, Function<String, T> parser) {
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("not a setting's name: " + name);
        }
        Objects.requireNonNull(defaultValue, name);
        return new ConfigKey<>(name, type, doc, parser, defaultValue, false, false, false, value -> true, "");
    }

    /** A text. */
    public static ConfigKey<String> text(String name, String defaultValue, String doc) {
        return of(name, "text", defaultValue, doc, Function.identity());
    }

    /** {@code true} or {@code false}. */
    public static ConfigKey<Boolean> bool(String name, boolean defaultValue, String doc) {
        return of(name, "boolean", defaultValue, doc, ConfigKey::parseBoolean);
    }

    /** A whole number between two bounds, both included. */
    public static ConfigKey<Long> number(String name, long defaultValue, long minimum, long maximum, String doc) {
        return of(name, "number", defaultValue, doc, ConfigKey::parseNumber)
                .withCheck(
                        value -> value >= minimum && value <= maximum,
                        "must be between " + minimum + " and " + maximum);
    }

    /** A number of bytes: {@code 1048576}, {@code 1024k}, {@code 64m}, {@code 2g} (factors of 1024). */
    public static ConfigKey<Long> bytes(String name, long defaultValue, long minimum, long maximum, String doc) {
        return of(name, "bytes", defaultValue, doc, ConfigKey::parseBytes)
                .withCheck(
                        value -> value >= minimum && value <= maximum,
                        "must be between " + minimum + " and " + maximum + " bytes");
    }

    /** A duration in the form {@code 1h2m3s}, {@code 500ms}, {@code 10us}, {@code 7ns}. */
    public static ConfigKey<Duration> duration(String name, Duration defaultValue, String doc) {
        return of(name, "duration", defaultValue, doc, DurationText::parse);
    }

    /** One of the constants of an enum, written in lower case with dashes. */
    public static <E extends Enum<E>> ConfigKey<E> choice(String name, E defaultValue, String doc) {
        Class<E> kind = defaultValue.getDeclaringClass();
        List<String> names = Arrays.stream(kind.getEnumConstants())
                .map(ConfigKey::choiceName)
                .toList();
        return of(name, String.join("|", names), defaultValue, doc, text -> {
            int index = names.indexOf(text);
            if (index < 0) {
                throw new IllegalArgumentException("must be one of " + String.join(", ", names));
            }
            return kind.getEnumConstants()[index];
        });
    }

    /** The same key, but a value must be given; the default is used for documentation only. */
    public ConfigKey<T> withValueRequired() {
        return new ConfigKey<>(name, type, doc, parser, defaultValue, true, secret, plainName, check, checkMessage);
    }

    /** The same key, but its value is never printed. */
    public ConfigKey<T> withSecretValue() {
        return new ConfigKey<>(name, type, doc, parser, defaultValue, required, true, plainName, check, checkMessage);
    }

    /**
     * The same key, but users give it under its own name, without the component's prefix: for names that etcd made, such
     * as {@code grpc-keepalive-interval}.
     */
    public ConfigKey<T> withPlainName() {
        return new ConfigKey<>(name, type, doc, parser, defaultValue, required, secret, true, check, checkMessage);
    }

    /** The same key with one check instead of the one it had; {@code message} says what must hold. */
    public ConfigKey<T> withCheck(Predicate<T> newCheck, String message) {
        return new ConfigKey<>(name, type, doc, parser, defaultValue, required, secret, plainName, newCheck, message);
    }

    /**
     * Turns a text into a value.
     *
     * @throws IllegalArgumentException if the text is not of the type or the check fails; the message says what must hold
     */
    public T parse(String text) {
        T value = parser.apply(text);
        if (!check.test(value)) {
            throw new IllegalArgumentException(checkMessage);
        }
        return value;
    }

    public String name() {
        return name;
    }

    /** One word for the kind of value. */
    public String type() {
        return type;
    }

    /** The sentence for the reference page. */
    public String doc() {
        return doc;
    }

    /** The value when none is given; empty if one must be given. */
    public Optional<T> defaultValue() {
        return required ? Optional.empty() : Optional.of(defaultValue);
    }

    /** Whether the value must not be printed or logged. */
    public boolean secret() {
        return secret;
    }

    /** Whether users give it without the component's prefix. */
    public boolean plainName() {
        return plainName;
    }

    /** A value in the form that {@link #parse(String)} reads; stars for a secret. */
    public String format(T value) {
        if (secret) {
            return "******";
        }
        if (value instanceof Duration duration) {
            return DurationText.format(duration);
        }
        return value instanceof Enum<?> constant ? choiceName(constant) : String.valueOf(value);
    }

    @Override
    public String toString() {
        return name;
    }

    private static String choiceName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Boolean parseBoolean(String text) {
        return switch (text) {
            case "true", "1", "t", "T", "TRUE", "True" -> true;
            case "false", "0", "f", "F", "FALSE", "False" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private static Long parseNumber(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("must be a whole number", notANumber);
        }
    }

    private static Long parseBytes(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("must be a number of bytes");
        }
        int factorIndex = "kmg".indexOf(Character.toLowerCase(text.charAt(text.length() - 1)));
        String digits = factorIndex < 0 ? text : text.substring(0, text.length() - 1);
        try {
            return Math.multiplyExact(parseNumber(digits), factorIndex < 0 ? 1L : 1L << 10 * (factorIndex + 1));
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("is too large for a number of bytes", tooLarge);
        }
    }
}
