package io.kvorum.server.bootstrap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Members that answer what a test has put down; the others do not answer. */
final class FixedAnswers implements ClusterInquiry {
    static final String VERSION = "3.7.0";

    private final Map<String, RunningCluster> answers = new LinkedHashMap<>();
    private final Map<String, Optional<String>> versions = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();

    /** A member that knows this cluster, and its version unless a test says otherwise. */
    FixedAnswers at(String url, RunningCluster cluster) {
        answers.put(url, cluster);
        versions.putIfAbsent(url, Optional.of(VERSION));
        return this;
    }

    FixedAnswers version(String url, String version) {
        versions.put(url, Optional.of(version));
        return this;
    }

    FixedAnswers noVersion(String url) {
        versions.put(url, Optional.empty());
        return this;
    }

    /** Who was asked for members, in order. */
    List<String> asked() {
        return asked;
    }

    @Override
    public List<RunningCluster> askMembers(List<String> urls, Duration limit) {
        asked.addAll(urls);
        return urls.stream().map(answers::get).filter(Objects::nonNull).toList();
    }

    @Override
    public Optional<String> askClusterVersion(String url, Duration limit) {
        return versions.getOrDefault(url, Optional.empty());
    }
}
