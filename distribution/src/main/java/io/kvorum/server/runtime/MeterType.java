package io.kvorum.server.runtime;

import java.util.Locale;

/** Kinds of meters, named as the text format names them. */
enum MeterType {
    COUNTER,
    GAUGE,
    HISTOGRAM;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
