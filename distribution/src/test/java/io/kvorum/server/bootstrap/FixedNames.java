package io.kvorum.server.bootstrap;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names that a test has put down; an address stands for itself. */
final class FixedNames implements NameService {
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final Map<String, List<Service>> services = new LinkedHashMap<>();

    FixedNames host(String name, String address) {
        addresses.put(name, address);
        return this;
    }

    FixedNames service(String name, String target, int port) {
        services.computeIfAbsent(name, absent -> new ArrayList<>()).add(new Service(target, port));
        return this;
    }

    @Override
    public String addressOf(String host) throws UnknownHostException {
        String address = host.matches("[0-9.]+|.*:.*") ? host : addresses.get(host);
        if (address == null) {
            throw new UnknownHostException("lookup " + host + ": no such host");
        }
        return address;
    }

    @Override
    public List<Service> services(String name) throws UnknownHostException {
        List<Service> found = services.get(name);
        if (found == null) {
            throw new UnknownHostException("lookup " + name + ": no such host");
        }
        return found;
    }
}
