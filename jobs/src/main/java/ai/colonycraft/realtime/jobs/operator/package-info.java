/** What our own Flink operators have in common. */
package ai.colonycraft.realtime.jobs.operator;
