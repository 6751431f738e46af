/**
 * Our server against others at one load: {@code mvn test-compile exec:exec@push-benchmark}. Not in
 * the runnable jar.
 */
package ai.colonycraft.realtime.push.benchmark;
