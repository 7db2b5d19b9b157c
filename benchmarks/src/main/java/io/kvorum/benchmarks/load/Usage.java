package io.kvorum.benchmarks.load;

/**
 * What a server used during a measurement, and what the machine did not give to anybody.
 *
 * @param cpuSeconds user and system time of all processes of the server
 * @param residentBytes their resident memory at the end
 * @param stolenShare of the processors' time, what the machine's host gave to others (0 to 1); figures of a time with
 *     much of it say little
 * @param othersShare of the processors' time, what neither the server nor this program used (0 to 1)
 */
record Usage(double cpuSeconds, long residentBytes, double stolenShare, double othersShare) {}
