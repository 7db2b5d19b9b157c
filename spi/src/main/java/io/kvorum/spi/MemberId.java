package io.kvorum.spi;

/**
 * Identity of one member for the whole life of its cluster; never given twice.
 *
 * @param value an unsigned 64-bit number; 0 means nobody and is refused
 */
public record MemberId(long value) implements Comparable<MemberId> {
    public MemberId {
        if (value == 0) {
            throw new IllegalArgumentException("member id 0 stands for nobody");
        }
    }

    /** Parses the form that {@link #toString()} gives. */
    public static MemberId parse(String hex) {
        return new MemberId(Long.parseUnsignedLong(hex, 16));
    }

    @Override
    public int compareTo(MemberId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MemberId id && value == id.value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    /** Lower-case hexadecimal without padding, as etcd prints ids in logs (R271). */
    @Override
    public String toString() {
        return Long.toHexString(value);
    }
}
