package io.kvorum.server.bootstrap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Members that answer what a test has put down; the others do not answer. */
final class FixedAnswers implements ClusterInquiry {
    private final Map<String, RunningCluster> answers = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();

    FixedAnswers at(String url, RunningCluster cluster) {
        answers.put(url, cluster);
        return this;
    }

    List<String> asked() {
        return asked;
    }

    @Override
    public Optional<RunningCluster> ask(String url, Duration limit) {
        asked.add(url);
        return Optional.ofNullable(answers.get(url));
    }
}
