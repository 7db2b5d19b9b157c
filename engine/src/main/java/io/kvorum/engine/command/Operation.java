package io.kvorum.engine.command;

/**
 * What a command does. The code is part of the log's format: never given twice, never changed.
 *
 * <p>A member that meets a code it does not know stops (design §3.7): to skip what others apply would split the state.
 */
public enum Operation {
    PUT(1),
    DELETE_RANGE(2),
    TXN(3),
    COMPACT(4),
    LEASE_GRANT(5),
    LEASE_REVOKE(6),
    ALARM(7),
    MEMBER_ATTRIBUTES(8),
    CLUSTER_VERSION(9);

    private static final Operation[] BY_CODE = byCode();

    private final int code;

    Operation(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The operation of a code, or null if this release does not know it. */
    static Operation of(int code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    private static Operation[] byCode() {
        Operation[] table = new Operation[values().length + 1];
        for (Operation operation : values()) {
            table[operation.code] = operation;
        }
        return table;
    }
}
