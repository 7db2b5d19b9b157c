package io.kvorum.server.config;

import io.kvorum.server.config.Configuration.ChosenParts;
import io.kvorum.server.plugin.Part;
import io.kvorum.server.plugin.PluginRegistry;
import io.kvorum.server.plugin.Port;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import io.kvorum.spi.consensus.ConsensusFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Picks the parts that settings name. The consensus algorithm says which others it needs: one that it has no use for is
 * never made, and asking for it is a mistake.
 */
record PartChoice(PluginRegistry registry, Config values, Map<String, Given> given, Findings findings) {
    /** Empty if one of them cannot be picked; the findings say why. */
    Optional<ChosenParts> choose() {
        Part consensus = choose(Port.CONSENSUS, values.get(PartSettings.CONSENSUS));
        boolean keepsLog = consensus == null || uses(consensus, ConsensusFactory.Part.WAL);
        Optional<Part> wal =
                keepsLog ? Optional.ofNullable(choose(Port.WAL, values.get(PartSettings.WAL))) : noLog(consensus);
        Part storage = choose(Port.STORAGE, values.get(PartSettings.STORAGE));
        Optional<Part> peers = choosePeers(consensus);
        List<Part> clients = new ArrayList<>();
        for (String name : values.get(PartSettings.CLIENT_TRANSPORTS).split(",")) {
            Part client = choose(Port.CLIENT_TRANSPORT, name.strip());
            if (client != null && !clients.contains(client)) {
                clients.add(client);
            }
        }
        boolean complete = consensus != null && wal.isPresent() == keepsLog && storage != null && !clients.isEmpty();
        return complete ? Optional.of(new ChosenParts(consensus, wal, storage, peers, clients)) : Optional.empty();
    }

    private Optional<Part> noLog(Part consensus) {
        refuseUseless(consensus, PartSettings.WAL, "keeps no log");
        refuseUseless(consensus, MemberSettings.WAL_DIR, "keeps no log");
        return Optional.empty();
    }

    /**
     * Nobody needs a transport whose consensus has no use for one, and a build without the default transport is one for
     * members that are alone. What was asked for must be there, though.
     */
    private Optional<Part> choosePeers(Part consensus) {
        String name = values.get(PartSettings.PEER_TRANSPORT);
        if (name.equals(PartSettings.NO_PEERS)) {
            return Optional.empty();
        }
        if (consensus != null && !uses(consensus, ConsensusFactory.Part.PEERS)) {
            refuseUseless(consensus, PartSettings.PEER_TRANSPORT, "knows no other members");
            return Optional.empty();
        }
        boolean there = registry.parts(Port.PEER_TRANSPORT).stream()
                .anyMatch(part -> part.name().equals(name));
        boolean asked = given.containsKey(PartSettings.PEER_TRANSPORT.name());
        return there || asked ? Optional.ofNullable(choose(Port.PEER_TRANSPORT, name)) : Optional.empty();
    }

    private Part choose(Port port, String name) {
        try {
            return registry.choose(port, name);
        } catch (ComponentException unknown) {
            findings.refuse(unknown.getMessage());
            return null;
        }
    }

    private static boolean uses(Part consensus, ConsensusFactory.Part part) {
        return ((ConsensusFactory) consensus.factory()).uses().contains(part);
    }

    private void refuseUseless(Part consensus, ConfigKey<?> key, String why) {
        Given useless = given.get(key.name());
        if (useless != null) {
            findings.refuse("--" + key.name() + "=" + useless.text() + " (" + useless.origin()
                    + ") is of no use: the consensus algorithm \"" + consensus.name() + "\" " + why
                    + "; leave the setting out, or choose another algorithm with --" + Port.CONSENSUS.flag());
        }
    }
}
