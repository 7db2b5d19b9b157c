package io.kvorum.server.wiring;

import io.kvorum.engine.cluster.MembersProtocol;
import io.kvorum.server.bootstrap.ClusterInquiry;
import io.kvorum.server.bootstrap.RunningCluster;
import io.kvorum.server.bootstrap.RunningCluster.KnownMember;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.runtime.ThreadedNodeRuntime;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerChannel;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.spi.peer.PeerTransport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks by the chosen peer transport, as a stranger. Transport and threads come with the first question; after
 * {@link #close} the member's own take their place.
 */
final class PeerInquiry implements ClusterInquiry, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerInquiry.class);

    /** A transport keeps its deadline itself; this is for one that does not. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final OpenResources resources = new OpenResources();
    private final Configuration configuration;
    private final Path directory;
    private Optional<PeerTransport> transport = Optional.empty();

    PeerInquiry(Configuration configuration, Path directory) {
        this.configuration = configuration;
        this.directory = directory;
    }

    @Override
    public Optional<RunningCluster> askMembers(String url, Duration limit) {
        return ask(MembersProtocol.MEMBERS_CHANNEL, url, limit, answer -> read(MembersProtocol.decodeMembers(answer)))
                .filter(known -> !known.members().isEmpty());
    }

    @Override
    public Optional<String> askClusterVersion(String url, Duration limit) {
        return ask(MembersProtocol.VERSION_CHANNEL, url, limit, MembersProtocol::decodeVersions)
                .flatMap(MembersProtocol.Versions::cluster);
    }

    private <A> Optional<A> ask(String channel, String url, Duration limit, Function<Bytes, A> reading) {
        if (transport.isEmpty()) {
            transport = PeerParts.of(configuration).map(this::open);
        }
        return transport.flatMap(open -> ask(open.channel(channel), url, limit, reading));
    }

    private PeerTransport open(PeerParts parts) {
        ThreadedNodeRuntime runtime = resources.opened("runtime of questions", new ThreadedNodeRuntime(directory, 1));
        return resources.opened("transport of questions", parts.createForStranger(runtime));
    }

    private static <A> Optional<A> ask(PeerChannel channel, String url, Duration limit, Function<Bytes, A> reading) {
        try {
            Bytes answer = channel.call(new PeerTarget.Address(url), MembersProtocol.REQUEST, limit)
                    .toCompletableFuture()
                    .get(limit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            return Optional.of(reading.apply(answer));
        } catch (ExecutionException | TimeoutException | IllegalArgumentException failure) {
            Throwable cause = failure instanceof ExecutionException wrapped ? wrapped.getCause() : failure;
            LOG.atWarn()
                    .addKeyValue("address", url)
                    .addKeyValue("error", cause.getMessage())
                    .log("failed to get cluster response");
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static RunningCluster read(MembersProtocol.Members answer) {
        return new RunningCluster(
                answer.clusterId(),
                answer.members().stream()
                        .map(member -> new KnownMember(
                                new MemberId(member.getID()),
                                member.getName(),
                                member.getPeerURLsList(),
                                member.getClientURLsList(),
                                member.getIsLearner()))
                        .toList(),
                answer.removed());
    }

    @Override
    public void close() {
        resources.close();
    }
}
