package io.kvorum.spi;

/**
 * The version of this SPI.
 *
 * <p>{@link #CURRENT} is a compile-time constant, so the compiler copies its value into a plug-in's class file: what
 * {@link KvorumPlugin#spiVersion()} returns tells what the plug-in was compiled against, not what it runs with.
 */
public final class SpiVersion {
    /** Raised when a plug-in that was compiled before may fail to link. */
    public static final int MAJOR = 1;

    /** Raised when something was added. */
    public static final int MINOR = 0;

    /** Major and minor in one number: {@code major * 1000 + minor}. */
    public static final int CURRENT = MAJOR * 1000 + MINOR;

    private SpiVersion() {}

    /**
     * Whether a plug-in compiled against {@code version} runs on this SPI: same major number, and a minor number that is
     * not newer than ours.
     */
    public static boolean accepts(int version) {
        return version / 1000 == MAJOR && version % 1000 <= MINOR;
    }

    /** The version as people write it, for example {@code 1.0}. */
    public static String format(int version) {
        return version / 1000 + "." + version % 1000;
    }
}
