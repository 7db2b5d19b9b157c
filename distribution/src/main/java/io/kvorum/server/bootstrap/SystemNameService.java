package io.kvorum.server.bootstrap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's own resolver. Host names are tried once a second for up to 30 seconds (C61): machines that start together
 * are often there before their names.
 */
public final class SystemNameService implements NameService {
    private static final Logger LOG = LoggerFactory.getLogger(SystemNameService.class);
    private static final Duration HOST_LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** A DNS server that is silent is asked again after this time, and each time waited for twice as long. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    private static final int ATTEMPTS = 4;

    private final String server;
    private final Duration firstWait;

    /** Asks the DNS servers that the machine is configured with. */
    public SystemNameService() {
        this("", FIRST_WAIT);
    }

    /**
     * Asks one DNS server for services.
     *
     * @param server {@code host:port}
     * @param firstWait how long the first of four attempts waits; each later one waits twice as long
     */
    public SystemNameService(String server, Duration firstWait) {
        this.server = server;
        this.firstWait = firstWait;
    }

    @Override
    public String addressOf(String host) throws UnknownHostException {
        long deadline = System.nanoTime() + HOST_LIMIT.toNanos();
        while (true) {
            try {
                return InetAddress.getByName(host).getHostAddress();
            } catch (UnknownHostException unknown) {
                if (System.nanoTime() + PAUSE.toNanos() > deadline) {
                    throw unknown;
                }
                LOG.atWarn()
                        .addKeyValue("host", host)
                        .addKeyValue("retry-interval", PAUSE)
                        .log("failed to resolve URL Host");
                pause(unknown);
            }
        }
    }

    private static void pause(UnknownHostException unknown) throws UnknownHostException {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unknown;
        }
    }

    @Override
    public List<Service> services(String name) throws UnknownHostException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put("com.sun.jndi.dns.timeout.initial", Long.toString(firstWait.toMillis()));
        environment.put("com.sun.jndi.dns.timeout.retries", Integer.toString(ATTEMPTS));
        try {
            DirContext context = new InitialDirContext(environment);
            try {
                return read(
                        context.getAttributes(url(name), new String[] {"SRV"}).get("SRV"), name);
            } finally {
                context.close();
            }
        } catch (NamingException failure) {
            String cause = failure.getRootCause() == null
                    ? ""
                    : " (" + failure.getRootCause().getMessage() + ")";
            UnknownHostException unknown =
                    new UnknownHostException("lookup " + name + ": " + failure.getMessage() + cause);
            unknown.initCause(failure);
            throw unknown;
        }
    }

    private String url(String name) {
        return server.isEmpty() ? "dns:/" + name : "dns://" + server + "/" + name;
    }

    private static List<Service> read(Attribute records, String name) throws NamingException, UnknownHostException {
        if (records == null) {
            throw new UnknownHostException("lookup " + name + ": no such host");
        }
        List<String[]> found = new ArrayList<>();
        NamingEnumeration<?> all = records.getAll();
        while (all.hasMore()) {
            found.add(all.next().toString().split(" ")); // priority weight port target
        }
        found.sort(Comparator.comparingInt((String[] record) -> Integer.parseInt(record[0]))
                .thenComparingInt(record -> -Integer.parseInt(record[1])));
        return found.stream()
                .map(record -> new Service(record[3], Integer.parseInt(record[2])))
                .toList();
    }
}
