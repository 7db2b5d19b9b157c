package io.kvorum.server.plugin;

import io.kvorum.spi.ComponentException;
import io.kvorum.spi.ComponentFactory;
import io.kvorum.spi.KvorumPlugin;
import io.kvorum.spi.SpiVersion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All parts that were found, by port and name. Immutable. */
public final class PluginRegistry {
    private final Map<Port, Map<String, Part>> parts;

    private PluginRegistry(Map<Port, Map<String, Part>> parts) {
        this.parts = parts;
    }

    /**
     * Takes in the parts of plug-ins.
     *
     * @throws ComponentException if a plug-in does not fit this server, or two parts of a port have the same name
     */
    public static PluginRegistry of(Collection<? extends KvorumPlugin> plugins) {
        Map<Port, Map<String, Part>> parts = new EnumMap<>(Port.class);
        for (Port port : Port.values()) {
            parts.put(port, new TreeMap<>());
        }
        for (KvorumPlugin plugin : plugins) {
            requireFittingVersion(plugin);
            for (Port port : Port.values()) {
                for (ComponentFactory<?, ?> factory : port.factoriesOf(plugin)) {
                    add(parts.get(port), new Part(port, factory, plugin.name()));
                }
            }
        }
        return new PluginRegistry(parts);
    }

    private static void requireFittingVersion(KvorumPlugin plugin) {
        if (!SpiVersion.accepts(plugin.spiVersion())) {
            throw new ComponentException("plug-in " + plugin.name() + " was built for version "
                    + SpiVersion.format(plugin.spiVersion()) + " of the plug-in interface, but this server has "
                    + SpiVersion.format(SpiVersion.CURRENT) + "; use a build of the plug-in for this server");
        }
    }

    private static void add(Map<String, Part> named, Part part) {
        Part other = named.putIfAbsent(part.name(), part);
        if (other != null) {
            throw new ComponentException("the " + part.port().words() + " \"" + part.name()
                    + "\" is offered by two plug-ins, " + other.plugin() + " and " + part.plugin()
                    + "; remove one of them");
        }
    }

    /** The parts of a port, by name. */
    public Collection<Part> parts(Port port) {
        return List.copyOf(parts.get(port).values());
    }

    /** All parts, port after port. */
    public List<Part> parts() {
        List<Part> all = new ArrayList<>();
        parts.values().forEach(named -> all.addAll(named.values()));
        return all;
    }

    /**
     * The part that configuration names.
     *
     * @throws ComponentException if no name is given or there is no such part; lists what there is
     */
    public Part choose(Port port, String name) {
        if (name.isEmpty()) {
            throw new ComponentException(
                    "no " + port.words() + " is chosen: give --" + port.flag() + " with one of: " + known(port));
        }
        Part part = parts.get(port).get(name);
        if (part == null) {
            throw new ComponentException("there is no " + port.words() + " named \"" + name + "\" (--" + port.flag()
                    + "); known are: " + known(port));
        }
        return part;
    }

    private String known(Port port) {
        Map<String, Part> named = parts.get(port);
        return named.isEmpty()
                ? "none, as no plug-in that offers one was found"
                : named.keySet().stream().collect(Collectors.joining(", "));
    }
}
