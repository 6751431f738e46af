/**
 * From spans to flame graphs: spans gather to traces, traces fold into stacks, stacks of a window
 * add up to a graph.
 */
package ai.colonycraft.realtime.jobs.flame;
