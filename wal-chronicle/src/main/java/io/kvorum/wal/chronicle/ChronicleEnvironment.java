package io.kvorum.wal.chronicle;

import io.kvorum.spi.ComponentException;

/** What must hold in the JVM before the first Chronicle class is loaded. */
final class ChronicleEnvironment {
    private static final String FLAGS = "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED"
            + " --add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
            + " --add-exports=java.base/jdk.internal.ref=ALL-UNNAMED";

    private ChronicleEnvironment() {}

    /**
     * Fails with the flags' names if {@code user} may not see what Chronicle needs: without them it would fail late, or
     * fall back to reading only. Then switches off what Chronicle does unasked: analytics, a banner, a thread that
     * watches disks.
     */
    static void require(Module user) {
        Module base = Object.class.getModule();
        if (!base.isOpen("java.lang.reflect", user) || !base.isOpen("sun.nio.ch", user)) {
            throw new ComponentException("log chronicle needs the JVM flags " + FLAGS
                    + "; add them to the command line or to the manifest, or choose another log");
        }
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("chronicle.announcer.disable", "true");
        System.setProperty("chronicle.disk.monitor.disable", "true");
    }
}
