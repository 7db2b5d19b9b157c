package io.kvorum.spi.wal;

/** How much room a log has. */
public enum SpaceState {
    /** Appends of any allowed size will be taken. */
    OK,
    /**
     * Room is running out: the layer above refuses clients' writes now and appends only what it needs to go on, such as
     * hard state. Ends by itself when space comes back.
     */
    LOW
}
