/**
 * Counts of user activity: who is active, what each user and colony did in each window, sessions,
 * tokens, and the lines for people. Each class that an operator needs holds one kind of count and
 * knows nothing of Flink; the operators wire them.
 */
package ai.colonycraft.realtime.jobs.activity;
