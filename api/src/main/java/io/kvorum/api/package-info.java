/**
 * What a client transport and a Kvorum node say to each other: etcd's services as Java interfaces, the context of a
 * call, the answers in wire form, and the errors with etcd's texts.
 *
 * <p>Rule numbers such as R20 refer to the behaviour contract of the etcd v3 API that Kvorum keeps. Nothing here knows
 * a thread, a socket or a disk.
 */
package io.kvorum.api;
