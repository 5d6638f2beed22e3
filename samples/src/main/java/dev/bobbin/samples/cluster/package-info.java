/**
 * Beyond one machine, another engine distributes the work, and Bobbin orchestrates: {@link
 * dev.bobbin.samples.cluster.Cluster} awaits what the members of a Hazelcast cluster compute, and
 * gives the work of one that died to the others.
 */
@NullMarked
package dev.bobbin.samples.cluster;

import org.jspecify.annotations.NullMarked;
