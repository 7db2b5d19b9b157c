package io.kvorum.engine.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.tck.sim.RecordedMetrics;
import io.kvorum.tck.sim.SimulatedRuntime;
import io.kvorum.tck.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ApplyMetersTest {
    private final Simulation simulation = new Simulation(1);
    private final SimulatedRuntime runtime = new SimulatedRuntime(simulation, "n1", Path.of("unused"));
    private final RecordedMetrics metrics = runtime.metrics();
    private final ApplyMeters meters = new ApplyMeters(runtime, Duration.ofMillis(100), () -> 7);

    private void apply(Duration took) {
        long begun = meters.begin();
        simulation.runFor(took);
        meters.end(begun, 3, 7);
    }

    @Test
    void onlyWhatTakesLongerThanTheLimitCountsAsSlow() {
        apply(Duration.ofMillis(100));
        assertThat(metrics.count("etcd_server_slow_apply_total")).isZero();
        apply(Duration.ofMillis(101));
        assertThat(metrics.count("etcd_server_slow_apply_total")).isEqualTo(1);
    }

    @Test
    void theAppliedIndexIsWhatIsPublished() {
        assertThat(metrics.gauge("etcd_server_proposals_applied_total")).isEqualTo(7);
    }

    @Test
    void anInstallIsShownAsLongAsItGoesOn() {
        assertThat(metrics.gauge("etcd_server_snapshot_apply_in_progress_total"))
                .isZero();
        meters.installing(true);
        assertThat(metrics.gauge("etcd_server_snapshot_apply_in_progress_total"))
                .isEqualTo(1);
        meters.installing(false);
        assertThat(metrics.gauge("etcd_server_snapshot_apply_in_progress_total"))
                .isZero();
    }
}
