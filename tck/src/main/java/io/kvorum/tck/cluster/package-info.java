/** Several members of one algorithm in a simulated world, with a machine that survives crashes and checks what it is told. */
package io.kvorum.tck.cluster;
