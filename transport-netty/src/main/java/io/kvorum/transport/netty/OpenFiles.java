package io.kvorum.transport.netty;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files and sockets this process may have open. */
final class OpenFiles {
    /** Files that the rest of the server needs; the same number as etcd's. */
    private static final long RESERVED = 150;

    private static final int UNKNOWN_LIMIT = 65_536;

    private OpenFiles() {}

    /** The connections that the process has room for, at least 1. */
    static int connectionsMax() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long room = system.getMaxFileDescriptorCount() - RESERVED;
            return (int) Math.max(1, Math.min(room, Integer.MAX_VALUE));
        }
        return UNKNOWN_LIMIT;
    }
}
