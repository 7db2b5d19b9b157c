package io.kvorum.server.bootstrap;

import java.net.UnknownHostException;
import java.util.List;

/** Looks up names on the network. Calls block; one thread. */
public interface NameService {
    /**
     * A service that DNS names.
     *
     * @param target host name, possibly with the trailing dot of a full name
     */
    record Service(String target, int port) {}

    /**
     * The address of a host as text, without brackets; an address stands for itself.
     *
     * @throws UnknownHostException if it has none, after as many attempts as the implementation sees fit
     */
    String addressOf(String host) throws UnknownHostException;

    /**
     * The SRV records of a full service name such as {@code _etcd-server._tcp.example.com}, in the order of priority.
     *
     * @throws UnknownHostException if there are none
     */
    List<Service> services(String name) throws UnknownHostException;
}
