package io.kvorum.e2e.cluster;

/**
 * One event of a watch: in this load every revision is one put of one key.
 *
 * @param value without what only makes it long
 */
record Change(long revision, String key, String value) {
    /** What fills values that are to be large. */
    static final String PADDING = ".";

    static String withoutPadding(String value) {
        int end = value.indexOf(PADDING);
        return end < 0 ? value : value.substring(0, end);
    }
}
