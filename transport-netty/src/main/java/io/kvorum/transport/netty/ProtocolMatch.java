package io.kvorum.transport.netty;

/** What a protocol says of the first bytes of a connection. */
public enum ProtocolMatch {
    /** This is the protocol. */
    YES,
    /** This cannot become the protocol, whatever follows. */
    NO,
    /** Too few bytes to tell. */
    MORE
}
