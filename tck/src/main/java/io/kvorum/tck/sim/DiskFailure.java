package io.kvorum.tck.sim;

/** An operation of a {@link SimulatedDisk} failed, as an I/O error would. */
public final class DiskFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DiskFailure(String message) {
        super(message);
    }
}
