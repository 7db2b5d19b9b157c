package io.kvorum.server.config;

import java.util.Locale;
import java.util.Optional;

/** What this build is. */
public final class Release {
    /** The release of etcd whose contract this server keeps; what it tells clients. */
    public static final String ETCD_VERSION = "3.7.1";

    private Release() {}

    /** The four lines that {@code --version} prints (C6, S5): the last two tell Java and the platform. */
    public static String lines() {
        return "etcd Version: " + ETCD_VERSION + "\nGit SHA: " + kvorumVersion() + "\nGo Version: " + javaVersion()
                + "\nGo OS/Arch: " + platform() + "\n";
    }

    /** The Java that runs it, in the place where etcd names its Go. */
    public static String javaVersion() {
        return "java" + Runtime.version().feature() + " (" + System.getProperty("java.runtime.version") + ")";
    }

    private static String kvorumVersion() {
        return "Kvorum "
                + Optional.ofNullable(Release.class.getPackage().getImplementationVersion())
                        .orElse("development build");
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch");
        return system + "/"
                + (processor.equals("x86_64") ? "amd64" : processor.equals("aarch64") ? "arm64" : processor);
    }
}
