package io.kvorum.server.runtime;

import io.kvorum.spi.runtime.Metrics.Counter;
import io.kvorum.spi.runtime.Metrics.Histogram;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** All meters of one name. */
final class MeterFamily {
    private final String name;
    private final String help;
    private final MeterType type;
    private final Map<LabelSet, Meter> meters = new ConcurrentSkipListMap<>();

    /** Something that writes its lines. */
    private sealed interface Meter {
        void write(String name, LabelSet labels, StringBuilder page);
    }

    MeterFamily(String name, String help, MeterType type) {
        this.name = name;
        this.help = help;
        this.type = type;
    }

    MeterType type() {
        return type;
    }

    Counter counter(LabelSet labels) {
        return (Counter) meters.computeIfAbsent(labels, absent -> new AddingCounter(new LongAdder()));
    }

    void gauge(LabelSet labels, DoubleSupplier value) {
        meters.put(labels, new Reading(value));
    }

    Histogram histogram(LabelSet labels, double[] bounds) {
        return (Histogram) meters.computeIfAbsent(labels, absent -> new BucketHistogram(bounds));
    }

    void write(StringBuilder page) {
        page.append("# HELP ").append(name).append(' ');
        page.append(help.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
        page.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        meters.forEach((labels, meter) -> meter.write(name, labels, page));
    }

    private static void writeLine(StringBuilder page, String name, String labels, String value) {
        page.append(name).append(labels).append(' ').append(value).append('\n');
    }

    /** Whole numbers without a fraction, others in the shortest form that reads back the same. */
    static String format(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private record AddingCounter(LongAdder sum) implements Meter, Counter {
        @Override
        public void add(long amount) {
            sum.add(amount);
        }

        @Override
        public void write(String name, LabelSet labels, StringBuilder page) {
            writeLine(page, name, labels.inBraces(), Long.toString(sum.sum()));
        }
    }

    private record Reading(DoubleSupplier value) implements Meter {
        @Override
        public void write(String name, LabelSet labels, StringBuilder page) {
            writeLine(page, name, labels.inBraces(), format(value.getAsDouble()));
        }
    }

    private static final class BucketHistogram implements Meter, Histogram {
        private final BucketCounts counts;

        BucketHistogram(double[] bounds) {
            counts = new BucketCounts(bounds);
        }

        @Override
        public void observe(double value) {
            counts.observe(value);
        }

        @Override
        public void write(String name, LabelSet labels, StringBuilder page) {
            long cumulative = 0;
            for (int i = 0; i <= counts.boundCount(); i++) {
                cumulative += counts.count(i);
                String bound = i == counts.boundCount() ? "+Inf" : format(counts.bound(i));
                writeLine(page, name + "_bucket", labels.inBracesWithBound(bound), Long.toString(cumulative));
            }
            writeLine(page, name + "_sum", labels.inBraces(), format(counts.sum()));
            writeLine(page, name + "_count", labels.inBraces(), Long.toString(cumulative));
        }
    }
}
