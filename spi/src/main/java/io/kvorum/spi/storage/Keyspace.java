package io.kvorum.spi.storage;

/**
 * A named set of rows with an order of its own.
 *
 * @param name lower-case letters and digits; part of what is on disk
 * @param shape what its keys look like
 * @param size what to expect of it
 */
public record Keyspace(String name, Keyspace.KeyShape shape, Keyspace.SizeClass size) {
    public Keyspace {
        if (!name.matches("[a-z][a-z0-9]{0,30}")) {
            throw new IllegalArgumentException("not a keyspace name: " + name);
        }
    }

    /** How many rows a keyspace has and how they are used. */
    public enum SizeClass {
        /** Millions of rows, each written once and later deleted, never overwritten. */
        BULK,
        /** Few rows, overwritten often. */
        SMALL
    }

    /**
     * Form of the keys.
     *
     * @param lengthMin shortest key in bytes, at least 1
     * @param lengthMax longest key in bytes, at most {@value #LENGTH_LIMIT}: what the narrowest known backend takes
     */
    public record KeyShape(int lengthMin, int lengthMax) {
        /** Longest key of any keyspace, in bytes. */
        public static final int LENGTH_LIMIT = 511;

        public KeyShape {
            if (lengthMin < 1 || lengthMin > lengthMax || lengthMax > LENGTH_LIMIT) {
                throw new IllegalArgumentException("key length from " + lengthMin + " to " + lengthMax);
            }
        }

        /** All keys have this length. */
        public static KeyShape fixed(int length) {
            return new KeyShape(length, length);
        }

        /** Keys of 1 to {@code lengthMax} bytes. */
        public static KeyShape upTo(int lengthMax) {
            return new KeyShape(1, lengthMax);
        }

        public boolean isFixed() {
            return lengthMin == lengthMax;
        }
    }
}
