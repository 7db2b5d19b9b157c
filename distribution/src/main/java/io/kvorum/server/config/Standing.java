package io.kvorum.server.config;

/** What Kvorum does with a setting that etcd has. */
public sealed interface Standing {
    /** It works. */
    Standing ACTIVE = new Active();

    /** It works. */
    record Active() implements Standing {}

    /**
     * It is accepted and changes nothing.
     *
     * @param why a half sentence for the reference page
     */
    record Ignored(String why) implements Standing {}

    /**
     * It is known, and refused if it asks for more than its default does.
     *
     * @param what the thing that is not there yet, with its verb: "TLS for clients comes"
     */
    record Later(String what) implements Standing {}
}
