package io.kvorum.server.config;

/**
 * Where a value came from.
 *
 * @param place the flag, the variable or the file by name; empty for a default
 */
public record Origin(Source source, String place) {
    static final Origin DEFAULT = new Origin(Source.DEFAULT, "");
    static final Origin DEFAULT_ROUTE = new Origin(Source.DEFAULT_ROUTE, "");

    /** The sources; a later one wins over an earlier one. */
    public enum Source {
        DEFAULT,
        DEFAULT_ROUTE,
        FILE,
        ETCD_VARIABLE,
        KVORUM_VARIABLE,
        FLAG
    }

    @Override
    public String toString() {
        return switch (source) {
            case DEFAULT -> "default";
            case DEFAULT_ROUTE -> "default, by the address of the default route";
            case FILE -> "file " + place;
            case ETCD_VARIABLE, KVORUM_VARIABLE -> "variable " + place;
            case FLAG -> "flag " + place;
        };
    }
}
