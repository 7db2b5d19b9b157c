package io.kvorum.server.wiring;

import io.kvorum.engine.cluster.MembersProtocol;
import io.kvorum.server.bootstrap.ClusterInquiry;
import io.kvorum.server.bootstrap.RunningCluster;
import io.kvorum.server.bootstrap.RunningCluster.KnownMember;
import io.kvorum.server.config.Configuration;
import io.kvorum.server.runtime.ThreadedNodeRuntime;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.peer.PeerTarget;
import io.kvorum.spi.peer.PeerTransport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    public List<RunningCluster> askMembers(List<String> urls, Duration limit) {
        List<RunningCluster> answers = new ArrayList<>();
        ask(MembersProtocol.MEMBERS_CHANNEL, urls, limit)
                .forEach(question -> answer(question, answer -> read(MembersProtocol.decodeMembers(answer)))
                        .filter(known -> !known.members().isEmpty())
                        .ifPresent(answers::add));
        return answers;
    }

    @Override
    public Optional<String> askClusterVersion(String url, Duration limit) {
        return ask(MembersProtocol.VERSION_CHANNEL, List.of(url), limit).stream()
                .flatMap(question -> answer(question, MembersProtocol::decodeVersions).stream())
                .findFirst()
                .flatMap(MembersProtocol.Versions::cluster);
    }

    /** A question under way. */
    private record Question(String url, Duration limit, CompletableFuture<Bytes> answer) {}

    private List<Question> ask(String name, List<String> urls, Duration limit) {
        if (transport.isEmpty()) {
            transport = PeerParts.of(configuration).map(this::open);
        }
        List<Question> questions = new ArrayList<>();
        transport
                .map(open -> open.channel(name))
                .ifPresent(channel -> urls.forEach(url -> questions.add(new Question(
                        url,
                        limit,
                        channel.call(new PeerTarget.Address(url), MembersProtocol.REQUEST, limit)
                                .toCompletableFuture()))));
        return questions;
    }

    private PeerTransport open(PeerParts parts) {
        ThreadedNodeRuntime runtime = resources.opened("runtime of questions", new ThreadedNodeRuntime(directory, 1));
        return resources.opened("transport of questions", parts.createForStranger(runtime));
    }

    private static <A> Optional<A> answer(Question question, Function<Bytes, A> reading) {
        try {
            Bytes answer = question.answer().get(question.limit().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            return Optional.of(reading.apply(answer));
        } catch (ExecutionException | TimeoutException | IllegalArgumentException failure) {
            Throwable cause = failure instanceof ExecutionException wrapped ? wrapped.getCause() : failure;
            LOG.atWarn()
                    .addKeyValue("address", question.url())
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
