/** What clients may use together: the memory of what waits for them, and the time of threads. */
package ai.colonycraft.realtime.push.budget;
