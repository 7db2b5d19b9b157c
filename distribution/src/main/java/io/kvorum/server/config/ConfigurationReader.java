package io.kvorum.server.config;

import io.kvorum.server.config.Configuration.ChosenParts;
import io.kvorum.server.config.Configuration.EffectiveSetting;
import io.kvorum.server.plugin.Part;
import io.kvorum.server.plugin.PluginRegistry;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.peer.PeerTransportFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns what was given into a {@link Configuration}, collecting all mistakes on the way. For one reading. */
final class ConfigurationReader {
    private final SettingCatalog catalog;
    private final PluginRegistry registry;
    private final Map<String, Given> given;
    private final DefaultRoute route;
    private final Findings findings;
    private final Map<String, EffectiveSetting> effective = new LinkedHashMap<>();
    private final Set<String> wrong = new LinkedHashSet<>();
    // A setting of the server may be one of a part too. What only the part refuses is reported only if the rules have
    // nothing to say, so that one mistake gives one message, etcd's if there is one.
    private final List<String> refusedByParts = new ArrayList<>();

    /** Numbers for which etcd takes 0 as "the default". */
    private static final Set<String> ZERO_IS_DEFAULT = Set.of("snapshot-count", "snapshot-catchup-entries");

    ConfigurationReader(
            SettingCatalog catalog,
            PluginRegistry registry,
            Map<String, Given> given,
            DefaultRoute route,
            Findings findings) {
        this.catalog = catalog;
        this.registry = registry;
        this.given = given;
        this.route = route;
        this.findings = findings;
    }

    /** Fails with everything that is wrong, as {@link ConfigurationException}. */
    Configuration read() {
        Config values = readOwn();
        PartChoice choice = new PartChoice(registry, values, given, findings);
        Optional<ChosenParts> parts = choice.choose();
        Map<Part, Config> partConfigs = new LinkedHashMap<>();
        if (parts.isPresent()) {
            List<Part> chosen = listed(parts.get());
            chosen.forEach(part -> readPart(part, partConfigs));
            refuseSettingsOfOtherParts(chosen);
            parts.get().peerTransport().ifPresent(part -> requireRoomForRequests(part, partConfigs.get(part), values));
        }
        new ConfigurationRules(values, given.keySet(), findings).check();
        if (findings.problems().isEmpty()) {
            refusedByParts.forEach(findings::refuse);
        }
        findings.throwIfAny();
        Map<String, Origin> origins = new LinkedHashMap<>();
        given.values().forEach(value -> origins.put(value.name(), value.origin()));
        return new Configuration(
                values,
                origins,
                parts.orElseThrow(),
                partConfigs,
                List.copyOf(effective.values()),
                findings.warnings());
    }

    private Config readOwn() {
        List<ConfigKey<?>> keys = new ArrayList<>();
        catalog.table().settings().forEach(setting -> keys.add(setting.key()));
        Config.Builder builder = Config.builder(keys);
        for (Setting setting : catalog.table().settings()) {
            readValue(setting.key(), setting.name(), builder);
            if (setting.standing() instanceof Standing.Later later) {
                refuseIfAskedFor(setting, later);
            }
        }
        substituteAddresses(builder.build(), builder);
        return builder.build();
    }

    private void substituteAddresses(Config values, Config.Builder builder) {
        AdvertisedAddresses addresses = new AdvertisedAddresses(route, findings);
        substitute(
                addresses,
                ClusterSettings.INITIAL_ADVERTISE_PEER_URLS,
                MemberSettings.LISTEN_PEER_URLS,
                values,
                builder);
        substitute(
                addresses, ClusterSettings.ADVERTISE_CLIENT_URLS, MemberSettings.LISTEN_CLIENT_URLS, values, builder);
    }

    private void substitute(
            AdvertisedAddresses addresses,
            ConfigKey<UrlList> advertised,
            ConfigKey<UrlList> listening,
            Config values,
            Config.Builder builder) {
        addresses
                .insteadOf(advertised, values.get(advertised), values.get(listening))
                .ifPresent(urls -> {
                    builder.set(advertised, urls);
                    effective.put(
                            advertised.name(),
                            new EffectiveSetting(advertised.name(), advertised.format(urls), Origin.DEFAULT_ROUTE));
                });
    }

    private void refuseIfAskedFor(Setting setting, Standing.Later later) {
        EffectiveSetting value = effective.get(setting.name());
        Given asked = given.get(setting.name());
        // A part that takes the setting under its plain name makes it work.
        boolean taken = !catalog.partKeys(setting.name()).isEmpty();
        if (!taken && asked != null && value != null && asksForMore(setting.key(), asked.text())) {
            findings.refuse("--" + setting.name() + "=" + value.text() + " asks for something that is not there yet: "
                    + later.what() + " with a later release of Kvorum (set by " + value.origin() + ")");
        }
    }

    private static <T> boolean asksForMore(ConfigKey<T> key, String text) {
        return !key.parse(text).equals(key.defaultValue().orElse(null));
    }

    private <T> void readValue(ConfigKey<T> key, String name, Config.Builder builder) {
        Given value = given.get(name);
        if (value == null) {
            if (key.defaultValue().isPresent()) {
                effective.put(name, new EffectiveSetting(name, defaultText(key), Origin.DEFAULT));
            } else {
                findings.refuse("--" + name + " needs a value: " + key.doc());
            }
            return;
        }
        try {
            T parsed = key.parse(value.text());
            builder.set(key, parsed);
            effective.put(name, new EffectiveSetting(name, key.format(parsed), value.origin()));
        } catch (IllegalArgumentException invalid) {
            if (wrong.add(name)) {
                report(key, value, invalid.getMessage());
            }
        }
    }

    private void report(ConfigKey<?> key, Given value, String cause) {
        String shown = key.secret() ? "******" : value.text();
        switch (value.origin().source()) {
            case FLAG ->
                findings.commandLine("invalid value \"" + shown + "\" for flag --" + value.name() + ": " + cause);
            case FILE ->
                findings.refuse(
                        catalog.isUrlList(value.name())
                                ? "unexpected error setting up " + value.name() + ": " + cause
                                : "invalid value \"" + shown + "\" for " + value.name() + " in "
                                        + value.origin().place() + ": " + cause);
            default ->
                findings.refuse(
                        "invalid value \"" + shown + "\" for " + value.origin().place() + ": " + cause);
        }
    }

    private static <T> String defaultText(ConfigKey<T> key) {
        return key.defaultValue().map(key::format).orElse("");
    }

    private static List<Part> listed(ChosenParts parts) {
        List<Part> all = new ArrayList<>(List.of(parts.consensus(), parts.storage()));
        parts.wal().ifPresent(all::add);
        parts.peerTransport().ifPresent(all::add);
        all.addAll(parts.clientTransports());
        return all;
    }

    private void readPart(Part part, Map<Part, Config> partConfigs) {
        List<ConfigKey<?>> keys = part.factory().configKeys();
        Config.Builder builder = Config.builder(keys);
        int refused = findings.problems().size() + refusedByParts.size();
        for (ConfigKey<?> key : keys) {
            String name = part.settingName(key);
            if (catalog.table().find(name).isPresent()) {
                readShared(key, name, builder);
            } else {
                readValue(key, name, builder);
            }
        }
        boolean complete = keys.stream().noneMatch(key -> wrong.contains(part.settingName(key)));
        if (complete && findings.problems().size() + refusedByParts.size() == refused) {
            partConfigs.put(part, builder.build());
        }
    }

    /** A setting that the server's table has too: it was parsed as such before. */
    private <T> void readShared(ConfigKey<T> key, String name, Config.Builder builder) {
        Given value = given.get(name);
        if (value == null
                || wrong.contains(name)
                || ZERO_IS_DEFAULT.contains(name) && value.text().equals("0")) {
            return;
        }
        try {
            builder.parse(key, value.text());
        } catch (IllegalArgumentException invalid) {
            refusedByParts.add("invalid value \"" + value.text() + "\" for --" + name + " (" + value.origin() + "): "
                    + invalid.getMessage());
        }
    }

    private void refuseSettingsOfOtherParts(List<Part> chosen) {
        for (Given value : given.values()) {
            List<SettingCatalog.PartKey> owners = catalog.partKeys(value.name());
            boolean used = catalog.table().find(value.name()).isPresent()
                    || owners.stream().anyMatch(owner -> chosen.contains(owner.part()));
            if (!used) {
                Part owner = owners.get(0).part();
                boolean useless = chosen.stream().noneMatch(part -> part.port() == owner.port());
                findings.refuse("--" + value.name() + " (" + value.origin() + ") belongs to the "
                        + owner.port().words() + " \"" + owner.name() + "\", "
                        + (useless
                                ? "but the chosen --consensus has no use for any; leave the setting out"
                                : "which is not chosen by --" + owner.port().flag()));
            }
        }
    }

    /** A command that fits into no message could never reach another member. */
    private void requireRoomForRequests(Part part, Config config, Config values) {
        Optional<ConfigKey<Long>> bound = ((PeerTransportFactory) part.factory()).messageBytesMax();
        if (bound.isEmpty() || config == null || wrong.contains(MemberSettings.MAX_REQUEST_BYTES.name())) {
            return;
        }
        long needed = RequestSizes.recordBytes(values.get(MemberSettings.MAX_REQUEST_BYTES));
        long there = config.get(bound.get());
        if (there < needed) {
            findings.refuse("--" + part.settingName(bound.get()) + "=" + there + " is too small for requests of"
                    + " --max-request-bytes=" + values.get(MemberSettings.MAX_REQUEST_BYTES) + ": set it to at least "
                    + needed + ", or allow smaller requests only");
        }
    }
}
